// Checks pages with axe for WCAG 2.2 A and AA: node axe.mjs TARGET...
import { AxeBuilder } from "@axe-core/playwright";
import { launch, pagesOf } from "./browser.mjs";

const targets = process.argv.slice(2);
if (targets.length === 0) {
  console.error("usage: node axe.mjs TARGET...");
  process.exit(2);
}
const { pages, close } = await pagesOf(targets);
const browser = await launch();
let faults = 0;
for (const width of [1280, 320]) {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const tab = await context.newPage();
  for (const page of pages) {
    await tab.goto(page.url, { waitUntil: "networkidle" });
    const { violations } = await new AxeBuilder({ page: tab })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      .analyze();
    for (const { id, help, nodes } of violations) {
      faults += nodes.length;
      console.error(`${page.name} at ${width}: ${id}: ${help}`);
      for (const node of nodes.slice(0, 3)) console.error(`    ${node.target.join(" ")}`);
    }
  }
  await context.close();
}
await browser.close();
close();
console.log(`${pages.length} pages at two widths, ${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
