// What a reader sees of an outcome: the first screen of a place, an outcome with its control chart and funnel, the
// methods, the frameworks; in a real browser, with axe, and with no order by value anywhere.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { launch } from "../browser.mjs";
import { startHub } from "./hub.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SUNDERLAND = "/places/E08000024-sunderland";
const PENDLE = "/places/E07000122-pendle";
const POSITION = /^(rank|ranking|position_of|place_number|league|score|percentile|decile|quartile|order_by_value)$/i;

let hub;
let browser;

before(async () => {
  [hub, browser] = await Promise.all([startHub(), launch()]);
  // What could be expected of every place is worked out once; pages wait for it no longer than a second or two.
  await fetch(`${hub.address}/api/v1/areas/E08000024/in-the-round`);
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

const at = (path) => `${hub.address}${path}`;
const json = async (path) => (await fetch(at(path))).json();
const html = async (path) => (await fetch(at(path))).text();

async function inTab(options, journey) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(20_000);
  try {
    return await journey(await context.newPage());
  } finally {
    await context.close();
  }
}

describe("the first screen of a place", () => {
  test("says what is changing, what is unexpected and what nobody knows, before anything else", () =>
    inTab({}, async (tab) => {
      await tab.goto(at(SUNDERLAND));
      for (const heading of ["What is changing", "What is unexpected", "What nobody knows"]) {
        const box = await tab.getByRole("heading", { level: 2, name: heading }).first().boundingBox();
        assert.ok(box && box.y < 900, `${heading} stands at ${box?.y}`);
      }
      const unexpected = tab.locator('section[aria-labelledby="unexpected"]');
      assert.match(await unexpected.innerText(), /(than|as) expected/);
    }));

  test("uses the words of the control chart and no others", async () => {
    const page = await html(SUNDERLAND);
    const phrases = [...page.matchAll(/<p class="phrase[^"]*"><strong>(.*?)<\/strong>\s*(.*?)<\/p>/gs)].map((found) =>
      `${found[1]} ${found[2]}`.replace(/<[^>]*>/g, "").replace("◆", "").trim(),
    );
    assert.ok(phrases.length > 20);
    const known = /Improving|Worsening|Rising|Falling|Steady|Changed (for the better |for the worse )?at|Too short for a trend|Cannot tell a trend|One figure only|Not known/;
    for (const phrase of phrases) assert.match(phrase, known);
  });

  test("does not call a noisy quarterly series rising", async () => {
    const told = await json("/api/v1/areas/E08000024/outcomes/possession-claims");
    assert.ok(told.points.length > 40);
    const page = await html(`${SUNDERLAND}/outcomes/possession-claims`);
    assert.doesNotMatch(page, /Rising since (January|April|July|October) to/);
    assert.equal(typeof told.trend_words, "string");
  });

  test("is near on a phone: who serves the place, then what is changing", () =>
    inTab({ viewport: { width: 390, height: 844 } }, async (tab) => {
      await tab.goto(at(PENDLE));
      const box = await tab.getByRole("heading", { level: 2, name: "What is changing" }).boundingBox();
      assert.ok(box && box.y < 1.25 * 844, `it stands at ${box?.y}`);
    }));
});

describe("the page of an outcome", () => {
  test("answers its question, and every chart says what it shows", () =>
    inTab({}, async (tab) => {
      await tab.goto(at(`${SUNDERLAND}/outcomes/children-looked-after`));
      assert.match(await tab.locator("h1").innerText(), /\?$/);
      const pictures = await tab.locator('svg[role="img"]').evaluateAll((all) =>
        all.map((one) => ({
          name: one.querySelector("title")?.textContent ?? "",
          finding: one.querySelector("desc")?.textContent ?? "",
        })),
      );
      assert.ok(pictures.length >= 2);
      for (const { name, finding } of pictures) {
        assert.ok(name.length > 10, name);
        assert.match(finding, /\d|no figure/i, `${name}: ${finding}`);
      }
    }));

  test("shows a control chart where there are 12 figures, and says so where there are not", async () => {
    const long = await html(`${SUNDERLAND}/outcomes/possession-claims`);
    assert.match(long, /class="chart chart-control/);
    assert.match(long, /How to read it\./);
    const told = await json("/api/v1/areas/E08000024/outcomes/possession-claims");
    assert.ok(told.control_chart.points.length >= 12);
    const short = await html(`${SUNDERLAND}/outcomes/children-looked-after`);
    assert.doesNotMatch(short, /class="chart chart-control/);
    assert.match(short, /Too short to tell\./);
  });

  test("shows a funnel by size, names one place alone, and its table is not in the order of the figure", async () => {
    const page = await html(`${SUNDERLAND}/outcomes/children-looked-after`);
    const [funnel] = page.match(/<svg class="chart chart-funnel.*?<\/svg>/s);
    assert.match(funnel, /<desc[^>]*>Is Sunderland unusual for its size\?/);
    const names = [...funnel.matchAll(/class="label-place[^"]*"[^>]*>([^<]*)</g)].map((found) => found[1]);
    assert.equal(names.length, 1);
    assert.match(names[0], /^Sunderland/);
    const told = await json("/api/v1/areas/E08000024/outcomes/children-looked-after");
    assert.ok(told.funnel.councils > 100);
    assert.ok(told.funnel.range_95.lower < told.funnel.range_95.upper);
    assert.ok(told.funnel.range_99_8.lower <= told.funnel.range_95.lower);
    const like = told.like.map((place) => place.value).filter((value) => value !== null);
    assert.ok(like.length >= 5);
    assert.notDeepEqual(like, [...like].sort((one, other) => one - other));
    assert.notDeepEqual(like, [...like].sort((one, other) => other - one));
  });

  test("never sets an output against what is expected", async () => {
    const { indicators } = await json("/api/v1/indicators");
    for (const { id } of indicators.filter((one) => one.kind === "output").slice(0, 40)) {
      const reply = await fetch(at(`/api/v1/areas/E08000024/outcomes/${id}`));
      if (reply.status === 404) continue;
      const told = await reply.json();
      assert.notEqual(told.in_the_round?.says.says, "outcome", id);
    }
  });
});

describe("frameworks", () => {
  test("name the goals that nobody measures, and lead to the figures of a place", () =>
    inTab({}, async (tab) => {
      await tab.goto(at("/frameworks"));
      await tab.getByRole("link", { name: "Levelling-up missions", exact: true }).click();
      await tab.waitForURL(/levelling-up-missions/);
      assert.match(await tab.getByRole("main").innerText(), /Nothing here measures/);
      await tab.getByLabel("See it in a place").fill("Sunderland");
      await tab.getByRole("button", { name: "Show" }).click();
      await tab.waitForURL(/in=Sunderland/);
      assert.match(await tab.locator("h1").innerText(), /Levelling-up missions in Sunderland/);
      assert.match(await tab.getByRole("main").innerText(), /% of what Sunderland spends has no measure/);
    }));

  test("say what they do not understand", async () => {
    assert.match(await html("/frameworks/levelling-up-missions?in=xyzzy"), /No place is called “xyzzy”/);
    assert.equal((await fetch(at("/frameworks/no-such-framework"))).status, 404);
    assert.equal((await fetch(at("/api/v1/frameworks?sort=value"))).status, 400);
  });

  test("a held place measures nothing, and spending that is not known is in no sum", async () => {
    const told = await json("/api/v1/frameworks/local-outcomes-framework?in=E08000024");
    const supply = told.goals.find((goal) => goal.id === "housing-supply");
    assert.equal(supply.gap, "not_measured");
    const { spending } = told.place;
    assert.ok(spending.share_unmeasured > 0 && spending.share_unmeasured < 1);
    assert.ok(Math.abs(spending.unmeasured / (spending.measured + spending.unmeasured) - spending.share_unmeasured) < 1e-9);
  });
});

describe("no league table", () => {
  test("comes of the new replies", async () => {
    const names = function* (value) {
      if (Array.isArray(value)) for (const one of value) yield* names(one);
      else if (value && typeof value === "object")
        for (const [name, inner] of Object.entries(value)) {
          yield name;
          yield* names(inner);
        }
    };
    for (const path of [
      "/api/v1/areas/E08000024/outcomes/children-looked-after", "/api/v1/areas/E07000122/outcomes/possession-claims",
      "/api/v1/frameworks", "/api/v1/frameworks/levelling-up-missions?in=E08000024",
    ]) {
      assert.deepEqual([...names(await json(path))].filter((name) => POSITION.test(name)), [], path);
      const sorted = await fetch(at(`${path}${path.includes("?") ? "&" : "?"}sort=value`));
      assert.equal(sorted.status, 400, path);
    }
  });

  test("comes of the new pages, and none speaks of the best or the worst", async () => {
    for (const path of [
      SUNDERLAND, PENDLE, `${SUNDERLAND}/outcomes/children-looked-after`, `${PENDLE}/outcomes/possession-claims`,
      "/frameworks", "/frameworks/levelling-up-missions?in=Sunderland", "/methods", "/methods/control-charts",
      "/methods/funnels", "/methods/intervals",
    ]) {
      const text = (await html(path)).replace(/<[^>]*>/g, " ").replace(/no league tables?/gi, "")
        // The name of a goal of the Local Outcomes Framework.
        .replaceAll("Best start in life", "");
      assert.doesNotMatch(text, /\b(best|worst|ranked|ranking|league table|top \d+|bottom \d+)\b/i, path);
    }
  });
});

describe("axe finds nothing", () => {
  for (const path of [
    SUNDERLAND, PENDLE, `${SUNDERLAND}/outcomes/children-looked-after`, `${SUNDERLAND}/outcomes/possession-claims`,
    `${PENDLE}/outcomes/employment-rate`, "/frameworks", "/frameworks/local-outcomes-framework?in=Sunderland",
    "/methods", "/methods/control-charts", "/methods/funnels", "/methods/intervals",
  ]) {
    test(path, async () => {
      for (const width of [1280, 320]) {
        await inTab({ viewport: { width, height: 900 } }, async (tab) => {
          await tab.goto(at(path));
          const { violations } = await new AxeBuilder({ page: tab }).withTags(RULES).analyze();
          assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].target.join(" ")}`), []);
          const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${path} at ${width} is ${wide} px too wide`);
        });
      }
    });
  }
});
