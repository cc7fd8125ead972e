// A review of a linkage from its file to its labels, as two reviewers and a third go through it: by keyboard alone, with
// JavaScript switched off, on a real hub with made-up people.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { launch } from "../browser.mjs";
import { ROOT, startHub } from "./hub.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PURPOSE = "How often the linkage of three made-up services is right";
const FILE = join(ROOT, "data/linkage/review-sample.json");

let hub;
let browser;
let sample;

before(async () => {
  sample = JSON.parse(await readFile(FILE, "utf8"));
  [hub, browser] = await Promise.all([
    startHub({ demonstration: false, commands: [["link", "review", "import", FILE, "--purpose", PURPOSE]] }),
    launch(),
  ]);
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

const at = (path) => `${hub.address}${path}`;
const text = (tab) => tab.getByRole("main").innerText();

/** A browser of its own for a person, who uses the keyboard and no script. */
async function as(journey, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false, ...options });
  context.setDefaultTimeout(15_000);
  try {
    return await journey(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Moves the focus with Tab until it stands on what bears this name, and leaves it there. */
async function tabTo(tab, name, most = 60) {
  for (let steps = 0; steps < most; steps += 1) {
    await tab.keyboard.press("Tab");
    const focused = await tab.evaluate(() => {
      const element = document.activeElement;
      return element?.labels?.[0]?.innerText ?? element?.innerText ?? "";
    });
    if (focused.replace(/\s+/g, " ").trim() === name) return steps + 1;
  }
  assert.fail(`“${name}” is not reached by Tab`);
}

async function press(tab, name) {
  const steps = await tabTo(tab, name);
  await Promise.all([tab.waitForEvent("framenavigated"), tab.keyboard.press("Enter")]);
  await tab.waitForLoadState();
  return steps;
}

async function type(tab, name, words) {
  await tabTo(tab, name);
  await tab.keyboard.type(words);
}

/** From the list of reviews to the first pair: whoever has not said who they are is asked. */
async function begin(tab, name) {
  await tab.goto(at("/people/reviews/1"));
  await press(tab, "Say who reviews, then begin");
  await type(tab, "Your name", name);
  await type(tab, "Your purpose", PURPOSE);
  await press(tab, "Go on");
  assert.match(await text(tab), new RegExp(`You review as ${name}`));
  await press(tab, "Judge the first pair");
  assert.match(tab.url(), /\/pairs\/\d+#records$/);
}

const pairOf = (tab) => Number(tab.url().match(/\/pairs\/(\d+)/)?.[1]);

/** What a careful person would say: one person where the model is all but sure, two where it is sure of that. */
const verdict = ({ weight }) => (weight > 5 ? "Same person" : weight < -2 ? "Different people" : "Cannot tell");

/** Judges every pair that waits, and says how many key presses a pair took. */
async function judgeAll(tab, say) {
  const presses = [];
  while (/\/pairs\//.test(tab.url())) {
    const pair = pairOf(tab);
    const page = await text(tab);
    assert.doesNotMatch(page, /match weight is/i, "blind");
    assert.match(page, /That you saw these two records has been recorded/);
    presses.push(await press(tab, say(pair)));
  }
  return presses;
}

async function isAccessible(tab, path) {
  for (const width of [1280, 390]) {
    await tab.setViewportSize({ width, height: 900 });
    await tab.goto(at(path));
    const { violations } = await new AxeBuilder({ page: tab }).withTags(RULES).analyze();
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], `${path} at ${width}`);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${path} is ${wide} px wider than ${width}`);
  }
}

describe("a review of a linkage", () => {
  test("shows no record before a purpose is stated", () =>
    as(async (tab) => {
      const reply = await tab.goto(at("/people/reviews/1/pairs/1"));
      assert.equal(reply.status(), 403);
      assert.match(await text(tab), /Who reviews, and what for\?/);
      for (const value of sample.pairs[0].left.values.filter(Boolean)) {
        assert.doesNotMatch(await tab.content(), new RegExp(value.replace(/[^\w]/g, ".")));
      }
      await press(tab, "Go on");
      assert.match(await text(tab), /Say who you are[\s\S]*Say what you look at the records for/);
    }));

  test("is judged by one person, who takes a word back", () =>
    as(async (tab) => {
      await begin(tab, "Ada");
      const first = pairOf(tab);
      await press(tab, "Skip for now");
      const second = pairOf(tab);
      assert.notEqual(second, first);
      await press(tab, "Cannot tell");
      assert.match(await text(tab), new RegExp(`Recorded: pair ${second} is cannot tell`));
      await press(tab, "Take it back");
      assert.equal(pairOf(tab), second);
      assert.match(await text(tab), /Taken back/);
      // Back and once more: the same form, long stale.
      const stale = await tab.request.post(at("/people/reviews/1/judgements/1/undo"), { headers: { origin: hub.address } });
      assert.equal(stale.status(), 409);
      assert.match(await stale.text(), /taken back before/);
      const presses = await judgeAll(tab, (pair) => verdict(sample.pairs[pair - 1]));
      assert.equal(presses.length, sample.pairs.length, "what was skipped came again");
      assert.ok(Math.max(...presses) <= 6, `from the records to a verdict in few presses: ${presses}`);
      assert.match(await text(tab), /You have judged every pair that waits for you/);
      await tab.goto(at(`/people/reviews/1/pairs/${second}`));
      const page = await text(tab);
      assert.match(page, /You said: [\s\S]*match weight is/);
      assert.equal(await tab.locator("svg[role=img]").count(), 1);
      const rows = sample.pairs[second - 1].steps.length + 1;
      assert.equal(await tab.locator("table").last().locator("tbody tr").count(), rows);
    }));

  test("is judged by a second, who differs on two pairs", () =>
    as(async (tab) => {
      await begin(tab, "Bea");
      const turned = { "Same person": "Different people", "Different people": "Same person", "Cannot tell": "Same person" };
      await judgeAll(tab, (pair) => {
        const own = verdict(sample.pairs[pair - 1]);
        return pair <= 2 ? turned[own] : own;
      });
      assert.match(await text(tab), /On 2, people differ/);
      await tab.goto(at("/people/reviews/1/disagreements"));
      assert.match(await text(tab), /You are one of those who differ/);
      assert.equal(await tab.getByRole("link", { name: /^Decide/ }).count(), 0);
    }));

  test("is decided by a third, who is told what was said", () =>
    as(async (tab) => {
      await tab.goto(at("/people/reviewer?next=/people/reviews/1/disagreements"));
      await type(tab, "Your name", "Cleo");
      await type(tab, "Your purpose", PURPOSE);
      await press(tab, "Go on");
      for (const pair of [1, 2]) {
        await tab.goto(at("/people/reviews/1/disagreements"));
        await press(tab, `Decide on Pair ${pair}`);
        assert.match(await text(tab), /Others differ on this pair, and you decide/);
        await press(tab, verdict(sample.pairs[pair - 1]));
      }
      await tab.goto(at("/people/reviews/1"));
      assert.match(await text(tab), new RegExp(`All of its ${sample.pairs.length} pairs are settled`));
    }));

  test("says how right the linkage is, and gives its labels", () =>
    as(
      async (tab) => {
        await tab.goto(at("/people/reviewer?next=/people/reviews/1/results"));
        await type(tab, "Your name", "Dora");
        await type(tab, "Your purpose", "Training a model");
        await press(tab, "Go on");
        const page = await text(tab);
        assert.match(page, new RegExp(`Ada and Bea say the same of ${sample.pairs.length - 2} of ${sample.pairs.length} pairs`));
        assert.match(page, /kappa of 0\.\d\d \(95% interval/);
        assert.match(page, /Of the pairs that the linkage takes for one person/);
        const fetched = tab.waitForEvent("download");
        await tabTo(tab, "Download the labels (CSV)");
        await tab.keyboard.press("Enter");
        const table = await readFile(await (await fetched).path(), "utf8");
        const lines = table.trim().split("\r\n");
        assert.equal(lines[0], "record_id_l,source_l,record_id_r,source_r,match_probability");
        const told = sample.pairs.filter((pair) => verdict(pair) !== "Cannot tell");
        assert.equal(lines.length - 1, told.length);
        const [pair] = told;
        const label = verdict(pair) === "Same person" ? 1 : 0;
        assert.ok(lines.includes([pair.left.id, pair.left.source, pair.right.id, pair.right.source, label].join(",")));
      },
      { acceptDownloads: true },
    ));

  // axe is a script of its own; the pages bring none.
  test("can be used by everybody, on every page of it", () =>
    as(async (tab) => {
      for (const path of ["/people/reviews", "/people/reviews/1", "/people/reviews/1/pairs/1", "/people/reviews/new"]) {
        await isAccessible(tab, path);
      }
      await tab.setViewportSize({ width: 1280, height: 900 });
      await tab.goto(at("/people/reviewer"));
      await type(tab, "Your name", "Ada");
      await type(tab, "Your purpose", PURPOSE);
      await press(tab, "Go on");
      for (const path of [
        "/people/reviews", "/people/reviewer", "/people/reviews/1", "/people/reviews/1/pairs/3", "/people/reviews/1/disagreements",
        "/people/reviews/1/results", "/people/models/1", "/people/clusters/1-1", "/people/clusters/1-2",
      ]) {
        await isAccessible(tab, path);
      }
    }, { javaScriptEnabled: true }));

  test("is made from a file on its page, and told what is wrong with one that is none", () =>
    as(async (tab) => {
      await tab.goto(at("/people/reviews/new"));
      const upload = async (name, body) => {
        await tab.getByLabel("The review file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(body) });
        await tab.getByLabel("What the review is for").fill(PURPOSE);
        await press(tab, "Make the review");
      };
      await upload("sample.json", JSON.stringify({ ...sample, pairs: sample.pairs.map((pair) => ({ ...pair, band: 99 })) }));
      assert.match(await text(tab), /pairs\[0\]: there is no band 99/);
      const small = { ...sample, title: "A small review", pairs: sample.pairs.slice(0, 1), clusters: [] };
      await upload("small.json", JSON.stringify(small));
      assert.match(tab.url(), /\/people\/reviews\/2$/);
      assert.match(await text(tab), /A small review[\s\S]*Its one pair is not settled yet/);
    }));
});
