import { readFile } from "node:fs/promises";
import { launch } from "./browser.mjs";
const A = process.env.AT; const out = "/tmp/rev-pics";
const sample = JSON.parse(await readFile("../data/linkage/review-sample.json", "utf8"));
const n = sample.pairs.length;
const api = (who, pair, verdict) => fetch(`${A}/api/v1/people/reviews/1/pairs/${pair}/judgement`, { method: "POST", headers: { "content-type": "application/json", "wholeplace-person": who, "wholeplace-purpose": "Looking" }, body: JSON.stringify({ verdict, note: pair === 2 ? "Day and month are swapped." : "" }) }).then((r) => r.json());
const v = (p) => (p.weight > 5 ? "same_person" : p.weight < -2 ? "different_people" : "cannot_tell");
const stage = process.argv[2];
const cookie = (name) => ({ name: "wholeplace-reviewer", value: `name=${name}&purpose=How+often+the+linkage+is+right`, domain: "127.0.0.1", path: "/people" });
const browser = await launch();
async function shots(pages, who, tag) {
  for (const width of [1280, 390]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: false });
    if (who) await context.addCookies([cookie(who)]);
    const tab = await context.newPage();
    for (const [name, path] of pages) {
      const r = await tab.goto(A + path);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      console.log(name, width, r.status(), wide > 0 ? `TOO WIDE ${wide}` : "");
      await tab.screenshot({ path: `${out}/${tag}${name}-${width}.png`, fullPage: true });
    }
    await context.close();
  }
}
if (stage === "1") {
  await shots([["reviews-nobody", "/people/reviews"], ["review-nobody", "/people/reviews/1"], ["pair-nobody", "/people/reviews/1/pairs/1"], ["import", "/people/reviews/new"]], null, "a-");
  await shots([["pair", "/people/reviews/1/pairs/2"], ["model", "/people/models/1"], ["review", "/people/reviews/1"]], "Ada", "a-");
  for (let p = 1; p <= n; p++) { await api("Ada", p, v(sample.pairs[p - 1])); if (p !== 9) await api("Bea", p, p <= 2 ? "same_person" : v(sample.pairs[p - 1])); }
  await shots([["review", "/people/reviews/1"], ["pair-judged", "/people/reviews/1/pairs/2"], ["results", "/people/reviews/1/results"], ["cluster1", "/people/clusters/1-1"], ["cluster2", "/people/clusters/1-2"], ["cluster3", "/people/clusters/1-3"]], "Ada", "b-");
  await shots([["reviews", "/people/reviews"], ["disagreements", "/people/reviews/1/disagreements"], ["decide", "/people/reviews/1/pairs/1"], ["stopped", "/people/reviews/1/pairs/5"], ["judged-banner", "/people/reviews/1/pairs/9?judged=1"]], "Cleo", "b-");
} else { await shots(process.argv.slice(3).map((p) => p.split("=")), stage, "c-"); }
await browser.close();
