@"%~dp0node.exe" "%~dp0..\programs\shim\main.js" %*
