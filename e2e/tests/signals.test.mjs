// Early warning and good practice, as people go through them in a real browser on a real hub: the council sees it first
// and answers, every look is written down, and nothing puts places in an order of value.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { launch } from "../browser.mjs";
import { startHub } from "./hub.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const POSITION = /^(rank|ranking|position_of|place_number|league|score|percentile|decile|quartile|order_by_value)$/i;
// A metropolitan district, a London borough, a city, a seaside town: in quite different circumstances.
const LIKE = ["E08000024", "E09000030", "E08000003", "E06000009"];
const THURROCK = "/places/E06000034-thurrock/signals";

let hub;
let browser;

before(async () => {
  [hub, browser] = await Promise.all([startHub(), launch()]);
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

async function inTab(options, journey) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(30_000);
  try {
    return await journey(await context.newPage());
  } finally {
    await context.close();
  }
}

const at = (path) => `${hub.address}${path}`;
const json = async (path) => (await fetch(at(path))).json();
const line = (place, name) => place.lines.find((one) => one.line === name);

function* names(value) {
  if (Array.isArray(value)) for (const one of value) yield* names(one);
  else if (value && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) {
      yield name;
      yield* names(inner);
    }
  }
}

describe("a council’s early warning", () => {
  test("is found by the council’s name, and says what it would have said in December 2020", () =>
    inTab({}, async (tab) => {
      await tab.goto(at("/signals"));
      assert.match(await tab.getByRole("main").innerText(), /7 of 9/);
      await tab.getByRole("searchbox").fill("Thurrock");
      await tab.getByRole("button", { name: "Open its page" }).click();
      await tab.waitForURL(`**${THURROCK}`);
      await tab.getByLabel("As it would have stood on").fill("2020-12-01");
      await tab.getByRole("button", { name: "See that day" }).click();
      await tab.waitForURL(/on=2020-12-01/);
      const debt = tab.locator("section", { has: tab.locator("#debt") });
      assert.match(await debt.innerText(), /Debt beside spending power stands out/);
      assert.match(await debt.innerText(), /7 of 9 caught; 24 of 31 flags had no such event/);
      assert.equal(await tab.getByRole("button", { name: /Send the answer/ }).count(), 0, "nobody acts on the past");
      await debt.getByRole("link", { name: /external borrowing/ }).first().click();
      await tab.waitForURL(/outcomes\/external-borrowing/);
    }));

  test("tells who no council is, and offers those that may be meant", () =>
    inTab({}, async (tab) => {
      await tab.goto(at("/signals?q=Cumbria"));
      assert.match(await tab.locator(".error-summary").innerText(), /Cumbria/);
      assert.match(await tab.title(), /^Error/);
    }));

  test("opens on evidence, is answered by the council, told to nobody too early, and closed; and the log says who saw it", () =>
    inTab({}, async (tab) => {
      await tab.goto(at(THURROCK));
      const looks = tab.locator("section", { has: tab.locator("#log") }).locator("tbody tr");
      const before = await looks.count();
      assert.ok(before >= 1, "this look is written down");
      await tab.getByRole("link", { name: "Record evidence" }).click();
      await tab.getByRole("button", { name: "Record it" }).click();
      const faults = tab.locator(".error-summary li");
      assert.equal(await faults.count(), 5, "everything that is missing is told at once");
      await faults.getByRole("link", { name: /where it is told/ }).click();
      assert.equal(await tab.evaluate(() => document.activeElement.id), "source");
      await tab.getByLabel("What was noted?").selectOption({ value: "auditor-public-report" });
      await tab.getByLabel("Since when is it known?").fill("2026-01-15");
      await tab.getByLabel("What happened?").fill("The auditor reports that loans were not checked. <b>Marked</b>");
      await tab.getByLabel("Where is it told?").fill("https://www.example.org/report");
      await tab.getByRole("radio", { name: /An official body/ }).check();
      await tab.getByRole("button", { name: "Record it" }).click();
      await tab.waitForURL(/done=recorded/);
      const governance = tab.locator("section", { has: tab.locator("#governance") });
      assert.match(await governance.innerText(), /Talk about it/);
      assert.match(await governance.innerText(), /loans were not checked\. <b>Marked<\/b>/, "words are words");

      await governance.getByText("Answer for the council").click();
      await governance.getByRole("button", { name: /Send the answer/ }).click();
      assert.match(await tab.locator(".error-summary").innerText(), /needs words/);
      await governance.getByLabel("The council’s answer").fill("We have asked for a review, which comes in March.");
      await governance.getByRole("button", { name: /Send the answer/ }).click();
      await tab.waitForURL(/done=answered/);
      assert.match(await governance.locator("blockquote").innerText(), /review, which comes in March/);
      assert.match(await governance.innerText(), /opened the conversation, on a grave concern/);
      assert.match(await governance.innerText(), /Things may mend until/);
      assert.equal(await governance.getByRole("button", { name: /Tell/ }).count(), 0, "it is not yet the time to tell");
      const tooEarly = await fetch(at(`${THURROCK}/tell`), {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "line=governance&words=Now",
      });
      assert.equal(tooEarly.status, 422);
      assert.match(await tooEarly.text(), /the council has until/);

      await governance.getByText("Close it").click();
      await governance.getByLabel("Why is it closed?").fill("The review found that all loans were repaid.");
      await governance.getByRole("button", { name: /Close the conversation/ }).click();
      await tab.waitForURL(/done=closed/);
      assert.match(await governance.innerText(), /Closed on/);
      assert.ok((await looks.count()) > before + 3, "each look adds to the log");

      const evidence = tab.locator(".evidence-row").first();
      await evidence.getByText("Withdraw it").click();
      await evidence.getByLabel("What was wrong with it?").fill("It was another council.");
      await evidence.getByRole("button", { name: /Withdraw/ }).click();
      await tab.waitForURL(/done=withdrawn/);
      assert.match(await evidence.innerText(), /Withdrawn: It was another council/);
    }));

  test("is told to programs of this machine, and to no other site’s page", async () => {
    const path = "/api/v1/areas/E06000034/signals";
    const reply = await fetch(at(path));
    assert.equal(reply.headers.get("access-control-allow-origin"), null);
    assert.equal(reply.headers.get("cache-control"), "no-store");
    const before = (await reply.json()).views.length;
    const foreign = await fetch(at(path), { headers: { "sec-fetch-site": "cross-site" } });
    assert.equal(foreign.status, 403);
    assert.equal((await json(path)).views.length, before + 1, "who was refused saw nothing");
    assert.equal((await fetch(at("/api/v1/areas/E06000034"))).headers.get("access-control-allow-origin"), "*");
  });

  test("looks at a district’s own figures alone", async () => {
    const burnley = await json("/api/v1/areas/E07000117/signals");
    const county = await json("/api/v1/areas/E10000017/signals");
    assert.ok(county.watched.series + county.watched.too_old + county.watched.too_short > 30);
    const workforce = line(burnley, "workforce");
    assert.equal(workforce.series_watched, 0, "a district employs no children’s social workers");
    assert.equal(workforce.level, "quiet");
    for (const region of ["E12000002", "E92000001"]) {
      assert.equal((await fetch(at(`/api/v1/areas/${region}/signals`))).status, 422);
      assert.equal((await fetch(at(`/places/${region}/signals`))).status, 404);
    }
  });
});

describe("good practice", () => {
  test("is found by likeness, documented, and taken up by another", () =>
    inTab({}, async (tab) => {
      await tab.goto(at("/places/E07000117-burnley"));
      await tab.getByRole("link", { name: /Good practice in circumstances like these/ }).click();
      assert.equal(await tab.getByLabel("For which council?").inputValue(), "Burnley");
      await tab.getByLabel("Which outcome?").selectOption({ value: "insolvencies" });
      await tab.getByRole("button", { name: "Find good practice" }).click();
      await tab.waitForURL(/outcome=insolvencies/);
      const found = tab.locator("section", { has: tab.locator("#found") });
      assert.match(await found.innerText(), /were better than expected in the period before/);
      const first = found.locator(".practice-row").first();
      const name = await first.locator("h3").innerText();
      await first.getByRole("link", { name: /Document it/ }).click();
      assert.equal(await tab.getByLabel("Which council did it?").inputValue(), name);
      await tab.getByRole("button", { name: "Document it" }).click();
      assert.equal(await tab.locator(".error-summary li").count(), 5);
      await tab.getByLabel("What is it called?").fill("A call in the first week of arrears");
      await tab.getByLabel("What was done?").fill("Each tenant is called.\n\nThen visited.");
      await tab.getByLabel("What shows that it helped?").fill("Housing committee, 4 March 2024, page 9");
      await tab.getByRole("radio", { name: /Before and after/ }).check();
      await tab.getByLabel("Whom can one ask?").fill("Housing options team");
      await tab.getByRole("button", { name: "Document it" }).click();
      await tab.waitForURL(/\/practice\/\d+$/);
      assert.match(await tab.locator("h1").innerText(), /A call in the first week/);
      await tab.getByRole("link", { name: "We took it up too" }).click();
      await tab.getByLabel("Which council took it up?").fill(name);
      await tab.getByLabel("What did you change to make it fit?").fill("Letters too.");
      await tab.getByRole("button", { name: "Record it" }).click();
      assert.match(await tab.locator(".error-summary").innerText(), /choose the one that took it up/);
      await tab.getByLabel("Which council took it up?").fill("Burnley");
      await tab.getByRole("button", { name: "Record it" }).click();
      await tab.waitForURL(/\/practice\/\d+$/);
      assert.match(await tab.getByRole("main").innerText(), /Letters too\./);
      await tab.goto(at("/practice?place=E07000117&outcome=insolvencies"));
      assert.match(await first.innerText(), /Taken up by Burnley/);
    }));

  test("says why where nothing can be said", async () => {
    const { outcomes } = await json("/api/v1/practice/outcomes");
    const refused = outcomes.filter((one) => one.refusal);
    assert.ok(refused.length >= 6);
    for (const { indicator } of refused) {
      const found = await json(`/api/v1/practice?area=E08000024&indicator=${indicator}`);
      assert.ok(found.refusal.length > 20, indicator);
      assert.deepEqual(found.places, [], indicator);
    }
    const county = await json("/api/v1/practice?area=E07000117&indicator=lait-persistent-absence");
    assert.match(county.refusal, /does not answer for this outcome/);
  });

  test("takes two periods running at least, every one of them better than expected", async () => {
    const { outcomes } = await json("/api/v1/practice/outcomes");
    let seen = 0;
    for (const { indicator, area } of LIKE.flatMap((area) => outcomes.filter((one) => !one.refusal).map((one) => ({ ...one, area })))) {
      const found = await json(`/api/v1/practice?area=${area}&indicator=${indicator}`);
      for (const place of found.places) {
        assert.ok(place.periods_running >= 2 && place.periods.length === place.periods_running, indicator);
        assert.equal(place.steady, place.periods_running >= 3);
        const signs = new Set(place.periods.map(({ value, expected }) => Math.sign(value - expected)));
        assert.equal(signs.size, 1, `${indicator} in ${place.area_name}: on one side`);
        seen += 1;
      }
    }
    assert.ok(seen > 20, `only ${seen} places were seen`);
  });
});

describe("no league table", () => {
  test("can be made of early warning or good practice", async () => {
    const { outcomes } = await json("/api/v1/practice/outcomes");
    const open = outcomes.filter((one) => !one.refusal).map((one) => one.indicator);
    let unordered = 0;
    for (const [indicator, area] of LIKE.flatMap((area) => open.map((indicator) => [indicator, area]))) {
      const found = await json(`/api/v1/practice?area=${area}&indicator=${indicator}`);
      const values = found.places.map((place) => place.periods[0].value);
      const up = [...values].sort((one, other) => one - other);
      const inOrder = [up, [...up].reverse()].some((order) => JSON.stringify(order) === JSON.stringify(values));
      unordered += values.length > 2 && !inOrder ? 1 : 0;
      const others = found.others.map((one) => one.area_name);
      assert.deepEqual(others, [...others].sort());
    }
    assert.ok(unordered >= 3, "places come by likeness, which is no order of value");
    for (const path of ["/api/v1/areas/E06000034/signals", `/api/v1/practice?area=E08000024&indicator=${open[0]}`]) {
      assert.deepEqual([...new Set(names(await json(path)))].filter((name) => POSITION.test(name)), [], path);
      for (const word of ["sort", "order", "rank", "top"]) {
        assert.equal((await fetch(at(`${path}${path.includes("?") ? "&" : "?"}${word}=value`))).status, 400, word);
      }
    }
  });

  test("is spoken of on no page of theirs", async () => {
    const paths = ["/signals", "/signals/backtest", "/methods/early-warning", THURROCK, `${THURROCK}?on=2020-12-01`,
      `${THURROCK}/evidence`, "/practice", "/practice?place=E08000024&outcome=lait-persistent-absence", "/practice/1",
      "/practice/document", "/practice/1/reuse"];
    for (const path of paths) {
      const reply = await fetch(at(path));
      assert.equal(reply.status, 200, path);
      const text = (await reply.text()).replace(/<[^>]*>/g, " ").replace(/best value/gi, "").replace(/no (score|order)/gi, "");
      assert.doesNotMatch(text, /\b(best|worst|ranked|ranking|league table|top \d+|bottom \d+)\b/i, path);
    }
  });
});

describe("the pages of early warning and good practice", () => {
  test("can be used at 320 pixels and at 1280, and axe finds nothing", { timeout: 240_000 }, async () => {
    const paths = ["/signals", "/signals?q=Nowhere", "/signals/backtest", "/methods/early-warning", THURROCK,
      `${THURROCK}?on=2020-12-01`, `${THURROCK}/evidence`, "/practice",
      "/practice?place=E08000024&outcome=lait-persistent-absence", "/practice?place=&outcome=x", "/practice/1",
      "/practice/document", "/practice/1/reuse"];
    for (const width of [1280, 320]) {
      await inTab({ viewport: { width, height: 900 } }, async (tab) => {
        for (const path of paths) {
          await tab.goto(at(path));
          const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${path} is ${wide} px wider than ${width}`);
          const { violations } = await new AxeBuilder({ page: tab }).withTags(RULES).analyze();
          assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], `${path} at ${width}`);
        }
      });
    }
  });

  test("work without JavaScript", () =>
    inTab({ javaScriptEnabled: false }, async (tab) => {
      await tab.goto(at("/practice?place=Burnley&outcome=insolvencies"));
      assert.match(await tab.getByRole("main").innerText(), /Before you copy anything/);
    }));
});
