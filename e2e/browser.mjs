// Starts Debian's Chromium, and serves a folder of pages on loopback where a folder is given in place of an address.
import { createServer } from "node:http";
import { readFile, readdir, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const MEDIA = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
}

/** Turns arguments (addresses, or folders of HTML) into named addresses; call `close` at the end. */
export async function pagesOf(targets) {
  const pages = [];
  const servers = [];
  for (const target of targets) {
    if (/^https?:/.test(target)) {
      const { pathname, search } = new URL(target);
      const name = `${pathname}${search}`.replace(/^\/|\/$/g, "").replace(/[^\w.-]+/g, "_");
      pages.push({ name: name || "home", url: target });
      continue;
    }
    const isFile = (await stat(target)).isFile();
    const folder = isFile ? join(target, "..") : target;
    const server = createServer(async (request, response) => {
      const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
      try {
        const body = await readFile(join(folder, path));
        response.writeHead(200, { "content-type": MEDIA[extname(path)] ?? "application/octet-stream" }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push(server);
    const names = isFile ? [target.split("/").at(-1)] : (await readdir(folder)).filter((name) => name.endsWith(".html"));
    for (const name of names.filter((name) => name !== "index.html")) {
      pages.push({ name: name.replace(/\.html$/, ""), url: `http://127.0.0.1:${server.address().port}/${name}` });
    }
  }
  return { pages, close: () => servers.forEach((server) => server.close()) };
}
