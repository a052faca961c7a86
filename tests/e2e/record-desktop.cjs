/**
 * Electron can't be asked for the menu of a tray icon, nor for the notifications in sight, so this remembers them for the tests: loaded
 * before the program. Nothing of the product changes.
 */
const { Notification, Tray } = require('electron');

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

globalThis.recordedNotifications = [];
// A computer without a screen has nobody who shows them.
Notification.isSupported = () => true;
Notification.prototype.show = function record() {
  globalThis.recordedNotifications.push(this);
};

Notification.prototype.close = function record() {
  globalThis.recordedNotifications = globalThis.recordedNotifications.filter((each) => each !== this);
};
