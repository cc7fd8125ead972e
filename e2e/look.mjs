// Takes pictures: node look.mjs OUT TARGET... [--only=name,name] [--widths=1280,390,320]
// TARGET is an address or a folder of HTML. A page that is wider than its window is an error, also at 320 px with the
// text at twice its size.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launch, pagesOf } from "./browser.mjs";

const option = (name, fallback) =>
  (process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split("=")[1] ?? fallback)?.split(",");
const [out, ...targets] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
if (!out || targets.length === 0) {
  console.error("usage: node look.mjs OUT TARGET... [--only=name,name] [--widths=1280,390,320]");
  process.exit(2);
}
const widths = option("widths", "1280,390,320").map(Number);
const only = option("only");
await mkdir(out, { recursive: true });
const { pages, close } = await pagesOf(targets);
const browser = await launch();
let tooWide = 0;
for (const width of widths) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, deviceScaleFactor: 1, javaScriptEnabled: true });
  const tab = await context.newPage();
  for (const page of pages.filter(({ name }) => !only || only.includes(name))) {
    await tab.goto(page.url, { waitUntil: "networkidle" });
    await tab.evaluate(() => document.fonts.ready);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) {
      tooWide += 1;
      console.error(`${page.name} at ${width}: ${wide} px wider than the window`);
    }
    await tab.screenshot({ path: join(out, `${page.name}-${width}.png`), fullPage: true });
  }
  await context.close();
}
const narrow = await browser.newContext({ viewport: { width: 320, height: 900 }, bypassCSP: true });
const tab = await narrow.newPage();
for (const page of pages.filter(({ name }) => !only || only.includes(name))) {
  await tab.goto(page.url, { waitUntil: "networkidle" });
  await tab.addStyleTag({ content: "html { font-size: 200% }" });
  const wide = await tab.evaluate(() => {
    const window = document.documentElement.clientWidth;
    const clipped = (element) => element.closest(".sheet, .scroll, pre, .hidden, svg, .skip");
    const first = [...document.body.querySelectorAll("*")].find(
      (element) => !clipped(element) && element.getBoundingClientRect().right > window + 1,
    );
    return document.documentElement.scrollWidth > window ? `${first?.tagName}.${first?.className}` : undefined;
  });
  if (wide) {
    tooWide += 1;
    console.error(`${page.name} at 320 with text at 200%: ${wide} is wider than the window`);
  }
}
await browser.close();
close();
process.exit(tooWide > 0 ? 1 : 0);
