import { join } from 'node:path';
import { type App, Menu, nativeImage, nativeTheme, Tray } from 'electron';
import { stateLine, trayMenu, trayState, type TrayActions, type TrayView } from './tray-menu.ts';

/** The icon with its menu. It holds no logic: state comes in, a picture and a menu go out. */
export class TrayIcon implements Disposable {
  readonly #app: App;
  readonly #images: string;
  readonly #actions: TrayActions;
  readonly #tray: Tray;
  #view: TrayView;
  #menuText = '';
  readonly #redraw = (): void => this.#draw();

  /** `images`: the folder of the pictures. */
  constructor(app: App, images: string, actions: TrayActions, view: TrayView) {
    this.#app = app;
    this.#images = images;
    this.#actions = actions;
    this.#view = view;
    this.#tray = new Tray(this.#image());
    // On macOS and Linux a click opens the menu; Windows keeps that for the right button.
    if (process.platform === 'win32') this.#tray.on('click', () => actions.open());
    nativeTheme.on('updated', this.#redraw);
    this.#draw();
  }

  update(view: TrayView): void {
    this.#view = view;
    this.#draw();
  }

  [Symbol.dispose](): void {
    nativeTheme.off('updated', this.#redraw);
    this.#tray.destroy();
  }

  #draw(): void {
    const waiting = this.#view.questions.length;
    this.#tray.setImage(this.#image());
    this.#tray.setToolTip(`Patchbay: ${stateLine(this.#view)}`);
    this.#drawMenu();
    if (process.platform === 'darwin') this.#tray.setTitle(waiting > 0 ? String(waiting) : '');
    this.#app.setBadgeCount(waiting);
  }

  /** A menu that is open on Linux closes when it gets a successor, so it gets one only when it says something else. */
  #drawMenu(): void {
    const template = trayMenu(this.#view, this.#actions);
    const text = JSON.stringify(template);
    if (text === this.#menuText) return;
    this.#menuText = text;
    this.#tray.setContextMenu(Menu.buildFromTemplate(template));
  }

  /** The file with twice the pixels lies beside it as `@2x`, where Electron finds it. */
  #image(): Electron.NativeImage {
    return nativeImage.createFromPath(join(this.#images, `${trayState(this.#view)}${variant()}.png`));
  }
}

/** macOS colours a template itself. GNOME's and Unity's bars are dark in the light theme too. */
function variant(): 'Template' | '-on-dark' | '-on-light' {
  if (process.platform === 'darwin') return 'Template';
  const isAlwaysDark = /gnome|unity/i.test(process.env['XDG_CURRENT_DESKTOP'] ?? '');
  return isAlwaysDark || nativeTheme.shouldUseDarkColors ? '-on-dark' : '-on-light';
}
