// An outcome audit from its goals to its publication, in a real browser; then a revision arrives and stands beside.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { launch } from "../browser.mjs";
import { ROOT, startHub } from "./hub.mjs";

const DATASET = "persistent-absence";
const FILE = "data/demonstration/children-and-learning/persistent-absences-for-all-pupils.csv";
const PLACE = "/places/E08000024-sunderland";
const OUTCOME = `${PLACE}/outcomes/persistent-absence`;
const PERIOD = "2024-08-01/P1Y";
const REPLY = "We opened two new family hubs in September 2024.";
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const POSITION = /^(rank|ranking|position_of|place_number|league|score|percentile|decile|quartile|order_by_value|composite|average)$/i;

let hub;
let browser;
let audit;

before(async () => {
  [hub, browser] = await Promise.all([startHub(), launch()]);
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

/** Gives a tab to `journey` and closes it, whatever comes of it. */
async function inTab(options, journey) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(20_000);
  try {
    return await journey(await context.newPage());
  } finally {
    await context.close();
  }
}

const at = (path) => `${hub.address}${path}`;
const json = async (path) => (await fetch(at(path))).json();
const main = (tab) => tab.getByRole("main").innerText();
const focused = (tab) => tab.evaluate(() => document.activeElement.id);

/** Every name of a field, however deep. */
function* names(value) {
  if (Array.isArray(value)) for (const one of value) yield* names(one);
  else if (value && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) {
      yield name;
      yield* names(inner);
    }
  }
}

describe("a council replies to a figure", () => {
  test("is told what is missing, then its words stand wherever the figure stands", () =>
    inTab({ javaScriptEnabled: false }, async (tab) => {
      await tab.goto(at(OUTCOME));
      await tab.getByRole("link", { name: /^Reply to the figure/ }).click();
      await tab.getByRole("button", { name: "Say this" }).click();
      await tab.getByRole("alert").getByRole("link", { name: /who speaks/ }).click();
      assert.match(tab.url(), /#speaker$/);
      await tab.getByLabel("Who speaks for the body?").fill("Jane Smith, Director of Children’s Services");
      await tab.getByLabel("What should readers know?").fill(`${REPLY}\n\nThe fall began before that.`);
      await tab.getByRole("button", { name: "Say this" }).click();
      await tab.waitForURL(/\/figures\/persistent-absence\/\d+\/\d+-\d+-\d+$/);
      assert.match(await main(tab), new RegExp(REPLY));
      for (const path of [PLACE, OUTCOME, `/outcomes/persistent-absence?period=${PERIOD}`, "/statements"]) {
        await tab.goto(at(path));
        assert.match(await main(tab), new RegExp(REPLY.slice(0, 40)), path);
      }
    }));

  test("its words go out with the figure in every form", async () => {
    const asked = `/api/v1/observations?indicator=persistent-absence&area=E08000024&period=${PERIOD}`;
    const { observations } = await json(asked);
    assert.equal(observations.length, 1);
    assert.match(observations[0].statement, new RegExp(`^Sunderland City Council, .*${REPLY}`));
    assert.match(observations[0].must_not_be_used_for, /fining families/);
    const csv = await (await fetch(at(`${asked}&format=csv`))).text();
    assert.match(csv, /must_not_be_used_for/);
    assert.match(csv, new RegExp(REPLY));
    const parquet = Buffer.from(await (await fetch(at(`${asked}&format=parquet`))).arrayBuffer());
    assert.ok(parquet.includes("statement") && parquet.includes("must_not_be_used_for"));
    const { observations: others } = await json(asked.replace("E08000024", "E08000021,E08000022"));
    assert.ok(others.length > 0 && others.every((one) => one.statement === null), "nobody else’s figure carries it");
    const { statements } = await json("/api/v1/statements?area=E08000024&indicator=persistent-absence");
    assert.equal(statements.length, 1);
    assert.deepEqual([...names(statements)].filter((name) => POSITION.test(name)), []);
  });

  test("says it in other words, and what was said before is kept", () =>
    inTab({}, async (tab) => {
      await tab.goto(at("/statements/1"));
      await tab.getByLabel("What should readers know?").fill(`${REPLY} More will open.`);
      await tab.getByRole("button", { name: "Say this instead" }).click();
      await tab.getByRole("heading", { name: "Version 2" }).waitFor();
      assert.match(await main(tab), /The fall began before that/, "version 1 is still there");
      await tab.getByRole("button", { name: "Withdraw it" }).click();
      await tab.getByRole("alert").getByRole("link").click();
      assert.equal(await focused(tab), "reason");
    }));
});

describe("an audit", () => {
  test("declares its goals first, and is refused without one", () =>
    inTab({}, async (tab) => {
      await tab.goto(at("/audits"));
      await tab.getByRole("link", { name: "Plan an audit" }).click();
      await tab.getByLabel(/Name or code/).fill("Nowhere-upon-Sea");
      await tab.getByRole("button", { name: "Continue" }).click();
      assert.match(await tab.getByRole("alert").innerText(), /There is no place called/);
      await tab.getByLabel(/Name or code/).fill("Sunderland");
      await tab.getByRole("button", { name: "Continue" }).click();
      await tab.getByLabel("Title", { exact: true }).fill("Children who miss school");
      await tab.getByLabel("What does it ask?").fill("Do fewer children in Sunderland miss school, and for whom is it so?");
      await tab.getByLabel("Pupils missing a tenth of school or more", { exact: true }).check();
      await tab.getByRole("button", { name: "Declare this plan" }).click();
      await tab.getByRole("alert").getByRole("link", { name: /at least one goal/ }).click();
      assert.equal(await focused(tab), "goal-1-kind");
      const goals = [
        ["effectiveness", "Fewer pupils miss a tenth of school than in 2022-23"],
        ["economy", "No more is spent on each child than before"],
      ];
      for (const [index, [kind, statement]] of goals.entries()) {
        const id = (what) => `#goal-${index + 1}-${what}`;
        await tab.locator(id("kind")).selectOption(kind);
        await tab.locator(id("statement")).fill(statement);
        await tab.locator(id("owner")).fill("Audit and Governance Committee");
        await tab.locator(id("review")).fill("2030-03-31");
      }
      await tab.getByRole("button", { name: "Declare this plan" }).click();
      await tab.waitForURL(/\/audits\/\d+$/);
      audit = new URL(tab.url()).pathname;
      assert.match(await main(tab), /Nothing has been looked at yet/);
      assert.match(await main(tab), /Sunderland City Council/);
    }));

  test("freezes an outcome, and lets an output in only as context", () =>
    inTab({}, async (tab) => {
      await tab.goto(at(audit));
      await tab.getByRole("link", { name: "Freeze evidence" }).click();
      const outcome = tab.locator("article:has(#cite-persistent-absence)");
      const choose = async () => {
        const newest = await outcome.locator("option", { hasText: "20.9%" }).getAttribute("value");
        await outcome.getByLabel("Figure", { exact: true }).selectOption(newest);
      };
      await choose();
      await outcome.getByRole("button", { name: "Freeze this figure" }).click();
      await tab.getByRole("alert").getByRole("link", { name: /why the evidence matters/ }).click();
      await outcome.getByLabel("Why does it matter here?").fill("It is the outcome that the audit asks about");
      await choose();
      await outcome.getByRole("button", { name: "Freeze this figure" }).click();
      await tab.waitForURL(/#evidence-1$/);
      await tab.goto(at(`${audit}/evidence?q=library`));
      const output = tab.locator("article", { hasText: "An output" }).first();
      assert.match(await output.innerText(), /cannot be cited as one/);
      assert.equal(await output.getByLabel(/An outcome/).count(), 0);
      await output.getByLabel("Why does it matter here?").fill("What is done for families");
      await output.getByRole("button", { name: "Freeze this figure" }).click();
      await tab.waitForURL(/#evidence-2$/);
      // Nor does the API take an output as an outcome.
      const { observations } = await json("/api/v1/observations?indicator=library-walk&area=E08000024");
      const figure = { area: "E08000024", indicator: "library-walk", period: observations[0].period, dimensions: {} };
      const reply = await fetch(at(`/api/v1${audit}/evidence`), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ evidence: "figure", figure, role: "outcome", why: "To pass it off" }),
      });
      assert.equal(reply.status, 422);
      assert.match((await reply.json()).detail, /cannot be cited as an outcome/);
    }));

  test("refuses a finding without a goal, and one that hides that goals pull apart", () =>
    inTab({}, async (tab) => {
      await tab.goto(at(audit));
      await tab.getByRole("link", { name: "Write a finding" }).click();
      await tab.getByLabel("What was found, in one sentence?").fill("Fewer pupils miss school, and more is spent");
      await tab.getByLabel(/^E1\./).check();
      await tab.getByLabel(/^E2\./).check();
      await tab.getByRole("button", { name: "Keep this finding" }).click();
      assert.match(await tab.getByRole("alert").innerText(), /cites no goal/);
      const goal = (number) => tab.locator(`#goal-${number}`);
      await goal(1).getByLabel("Serves it").check();
      await tab.locator("#because-1").fill("The share fell from 23.9% in 2022-23");
      await goal(2).getByLabel("Works against it").check();
      await tab.locator("#because-2").fill("Two family hubs were opened");
      await tab.getByRole("button", { name: "Keep this finding" }).click();
      await tab.getByRole("alert").getByRole("link", { name: /what is given up and who decides/ }).click();
      assert.equal(await focused(tab), "trade_off");
      await tab.getByLabel("What is given up for what?").fill("Money that could have gone to roads, for children in school");
      await tab.getByLabel("Who decides?").fill("Cabinet");
      await tab.getByRole("button", { name: "Keep this finding" }).click();
      await tab.waitForURL(/#finding-1$/);
      const text = await main(tab);
      assert.match(text, /Here goals pull apart/);
      assert.match(text, /Goal 1, effectiveness was declared to come first/i);
      assert.match(text, /Cabinet; not decided yet/);
      assert.match(text, /To be read beside it, not outcomes/);
    }));

  test("is answered by the body, and only then published", () =>
    inTab({}, async (tab) => {
      await tab.goto(at(audit));
      await tab.getByLabel(/By which day/).fill("2020-01-01");
      await tab.getByRole("button", { name: "Send the draft to the body" }).click();
      assert.match(await tab.getByRole("alert").innerText(), /not in the future/);
      await tab.getByLabel(/By which day/).fill("2030-01-31");
      await tab.getByRole("button", { name: "Send the draft to the body" }).click();
      await tab.waitForURL(/\/audits\/\d+$/);
      await tab.getByRole("button", { name: "Publish the audit" }).click();
      assert.match(await tab.getByRole("alert").innerText(), /has not answered every finding/);
      await tab.getByRole("link", { name: "Reply to finding 1" }).click();
      await tab.getByLabel("Who speaks for the body?").fill("John Jones, Cabinet Member");
      await tab.getByLabel("What should readers know?").fill("Cabinet decides in the spring.");
      await tab.getByRole("button", { name: "Say this" }).click();
      await tab.waitForURL(/#finding-1$/);
      assert.match(await main(tab), /Cabinet decides in the spring/);
      await tab.getByRole("button", { name: "Publish the audit" }).click();
      await tab.waitForURL(/\/audits\/\d+$/);
      assert.match(await main(tab), /Published/);
      assert.equal(await tab.getByRole("button").count(), 0, "what is published is not changed");
    }));

  test("leads from a figure to its bytes in two clicks", () =>
    inTab({ acceptDownloads: true }, async (tab) => {
      await tab.goto(at(audit));
      await tab.locator("#evidence-1").getByRole("link").first().click();
      const fetched = tab.waitForEvent("download");
      await tab.getByRole("link", { name: "Fetch the file" }).click();
      const bytes = await readFile(await (await fetched).path());
      const { evidence } = await json(`/api/v1${audit}`);
      assert.equal(createHash("sha256").update(bytes).digest("hex"), evidence[0].frozen.content.figure.received_sha256);
    }));

  test("has evidence whose hash anybody can work out again, and no ordinal", async () => {
    const told = await json(`/api/v1${audit}`);
    for (const { record, sha256 } of told.evidence) {
      assert.equal(createHash("sha256").update(record, "utf8").digest("hex"), sha256);
    }
    assert.deepEqual(told.steps.map((step) => step.stage), ["planned", "evidence", "draft", "replied", "published"]);
    assert.ok(told.findings[0].written_at > told.steps[0].at, "goals are dated before every finding");
    assert.deepEqual([...names(told)].filter((name) => POSITION.test(name)), []);
    const { audits } = await json("/api/v1/audits");
    assert.deepEqual([...names(audits)].filter((name) => POSITION.test(name)), []);
    const html = await (await fetch(at(audit))).text();
    assert.doesNotMatch(html.replace(/<[^>]*>/g, " "), /\b(best|worst|ranked|ranking|league table|top \d+|bottom \d+)\b/i);
  });
});

describe("a revision", () => {
  test("stands beside what was frozen and what was said, and in place of neither", () =>
    inTab({}, async (tab) => {
      const published = await readFile(join(ROOT, FILE), "utf8");
      const revised = published.replace(/^(E08000024,.*2024-08-01,P1Y,Percentage,%,)[\d.]+/m, (_, head) => `${head}21.44015`);
      assert.notEqual(revised, published);
      await tab.goto(at(`/data/${DATASET}/send`));
      await tab.getByLabel("The file, as you have it").setInputFiles({ name: "revised.csv", mimeType: "text/csv", buffer: Buffer.from(revised) });
      await tab.getByRole("button", { name: "Send and check" }).click();
      await tab.waitForURL(/\/submissions\/\d+$/);
      const approve = tab.getByRole("button", { name: "Approve this submission" });
      if (await approve.count()) {
        await tab.getByLabel("Your reason").fill("A revised edition");
        await approve.click();
        await tab.waitForURL(/\/submissions\/\d+$/);
      }
      await tab.goto(at(audit));
      const evidence = await tab.locator("#evidence-1").innerText();
      assert.match(evidence, /It was 20\.9%.* when frozen\./);
      assert.match(evidence, /It is 21\.4% since \d+ \w+ \d{4}\./);
      assert.match(await tab.locator("#finding-1").innerText(), /It is 21\.4% since/);
      const told = await json(`/api/v1${audit}`);
      assert.equal(told.evidence[0].now.is, "revised");
      assert.equal(told.evidence[0].frozen.content.figure.written, "20.9%");
      assert.equal(told.evidence[1].now.is, "same");
      await tab.goto(at(OUTCOME));
      assert.match(await main(tab), /This was said of 20\.9%\. The figure has been revised since: here it is 21\.4%\./);
      const { observations } = await json(`/api/v1/observations?indicator=persistent-absence&area=E08000024&period=${PERIOD}`);
      assert.match(observations[0].statement, /said of 20\.9%; this is another edition/);
      // The edition that it answered still says so plainly.
      await tab.goto(at("/statements/1"));
      await tab.getByRole("link", { name: /Pupils missing a tenth/ }).first().click();
      assert.match(await main(tab), new RegExp(REPLY));
      assert.doesNotMatch(await main(tab), /has been revised since/);
    }));
});

test("every page of it can be used at 320 pixels, and axe finds nothing", { timeout: 240_000 }, async () => {
  const pages = ["/audits", "/audits/plan", "/audits/plan?place=Sunderland", audit, "/statements", "/statements/1",
    `${OUTCOME}/statement`, OUTCOME, PLACE, `/outcomes/persistent-absence?period=${PERIOD}`, `${PLACE}/in-the-round`];
  // A second audit that is still being worked on, for its forms.
  const goal = { precedence: 1, kind: "effectiveness", statement: "Fewer miss school", owner: "Committee", review_on: "2030-03-31" };
  const plan = { title: "Another", question: "Do fewer miss school?", area: "E08000024", outcomes: ["persistent-absence"],
    from: "2020-08-01", to: "2025-07-31", goals: [goal] };
  const post = async (path, body) => {
    const reply = await fetch(at(path), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    assert.ok(reply.ok, `${path}: ${reply.status}`);
    return reply.json();
  };
  const { number } = await post("/api/v1/audits", plan);
  const figure = { area: "E08000024", indicator: "persistent-absence", period: PERIOD, dimensions: {} };
  await post(`/api/v1/audits/${number}/evidence`, { evidence: "figure", figure, role: "outcome", why: "The outcome" });
  await post(`/api/v1/audits/${number}/findings`, {
    title: "It rose", goals: [{ goal: 1, bearing: "works_against", because: "The figure rose" }], rests_on: [1],
  });
  pages.push(`/audits/${number}`, `/audits/${number}/evidence`, `/audits/${number}/evidence?q=spending`,
    `/audits/${number}/findings/new`, `/audits/${number}/findings/1`);
  const faults = [];
  await inTab({ viewport: { width: 320, height: 900 } }, async (tab) => {
    for (const page of pages) {
      const reply = await tab.goto(at(page));
      if (reply.status() !== 200) faults.push(`${page}: status ${reply.status()}`);
      const wider = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) faults.push(`${page}: ${wider} px wider than the window`);
      const { violations } = await new AxeBuilder({ page: tab }).withTags(RULES).analyze();
      for (const { id, nodes } of violations) faults.push(`${page}: ${id} at ${nodes[0].target.join(" ")}`);
    }
  });
  assert.deepEqual(faults, []);
});
