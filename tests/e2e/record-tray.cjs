/**
 * Electron can't be asked for the menu of a tray icon, so this remembers it for the tests: loaded with `-r` before the program.
 * Nothing of the product changes.
 */
const { Tray } = require('electron');

const { setContextMenu, setToolTip } = Tray.prototype;
globalThis.recordedTray = { menu: null, toolTip: '' };

Tray.prototype.setContextMenu = function record(menu) {
  globalThis.recordedTray.menu = menu;
  return setContextMenu.call(this, menu);
};

Tray.prototype.setToolTip = function record(toolTip) {
  globalThis.recordedTray.toolTip = toolTip;
  return setToolTip.call(this, toolTip);
};
