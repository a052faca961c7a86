/** What a person does in a browser: goes to a page, says who they are, agrees, and follows wherever they are sent. */
export class PersonInBrowser {
  readonly #cookies = new Map<string, string>();
  /** Every address that the browser went to. */
  readonly visited: string[] = [];
  /** Somebody on the way sends the browser elsewhere. */
  reroute: (address: string) => string = (address) => address;

  /** From the page to sign in at until a page that asks nothing any more; resolves with that page. */
  async signIn(address: string): Promise<{ readonly status: number; readonly text: string; readonly url: string }> {
    let page = await this.#go(address);
    for (let forms = 0; forms < 5; forms += 1) {
      const form = /<form[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/.exec(page.text);
      if (form === null) break;
      page = await this.#go(new URL(form[1] ?? '', page.url).href, filled(form[2] ?? ''));
    }
    return page;
  }

  async #go(start: string, body?: URLSearchParams) {
    let address = start;
    let sent = body;
    for (let hops = 0; hops < 20; hops += 1) {
      this.visited.push(address);
      const response = await fetch(address, {
        redirect: 'manual',
        headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '), connection: 'close' },
        ...(sent !== undefined && { method: 'POST', body: sent }),
      });
      for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
      const location = response.headers.get('location');
      const text = await response.text();
      if (location === null) return { status: response.status, text, url: address };
      address = this.reroute(new URL(location, address).href);
      sent = undefined;
    }
    throw new Error(`The browser was sent around in a circle: ${address}`);
  }

  #keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

function filled(form: string): URLSearchParams {
  const values = new URLSearchParams();
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(input)?.[1];
    if (name !== undefined) values.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? 'kim');
  }
  return values;
}
