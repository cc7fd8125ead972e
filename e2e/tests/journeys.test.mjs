// What people come for, from the first page to the last, in a real browser on a real hub with the demonstration data.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { launch } from "../browser.mjs";
import { ROOT, startHub } from "./hub.mjs";

const DATASET = "library-walk";
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let hub;
let browser;
let published;

before(async () => {
  [hub, browser] = await Promise.all([startHub(), launch()]);
  published = await readFile(join(ROOT, "data/demonstration/getting-about-and-culture/library-walk.csv"), "utf8");
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

/** Gives a tab to `journey` and closes it, whatever comes of it. */
async function inTab(options, journey) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(15_000);
  try {
    return await journey(await context.newPage());
  } finally {
    await context.close();
  }
}

const at = (path) => `${hub.address}${path}`;
const heading = (tab) => tab.locator("h1").innerText();

async function findByTyping(tab, words) {
  await tab.goto(at("/"));
  await tab.getByRole("searchbox").fill(words);
  await tab.keyboard.press("Enter");
  await tab.waitForURL(/\/places/);
}

async function send(tab, name, text) {
  await tab.goto(at(`/data/${DATASET}`));
  await tab.getByRole("link", { name: "Send a file", exact: true }).click();
  await tab.getByLabel("The file, as you have it").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await tab.getByRole("button", { name: "Send and check" }).click();
  await tab.waitForURL(/\/submissions\/\d+$/);
}

/** The published file with another value in one row, which a recipe reads as the same figure. */
function withValue(code, value) {
  const lines = published.split("\n");
  const row = lines.findIndex((line) => line.startsWith(`${code},`));
  assert.ok(row > 0, `${code} is in the published file`);
  const cells = lines[row].split(",");
  const before = cells[9];
  cells[9] = String(value);
  lines[row] = cells.join(",");
  return { text: lines.join("\n"), row: row + 1, before };
}

describe("somebody who wants to know a place", () => {
  test("finds North Yorkshire by typing its name", () =>
    inTab({}, async (tab) => {
      await findByTyping(tab, "North Yorkshire");
      if (!/\/places\/E06000065/.test(tab.url())) {
        await tab.getByRole("main").locator('a[href^="/places/E06000065"]').first().click();
      }
      assert.match(new URL(tab.url()).pathname, /^\/places\/E06000065-north-yorkshire/);
      assert.match(await heading(tab), /North Yorkshire/);
    }));

  test("goes from a figure to its bytes in two clicks", () =>
    inTab({ acceptDownloads: true }, async (tab) => {
      await tab.goto(at("/places/E06000065-north-yorkshire"));
      await tab.getByRole("main").locator('a[href^="/figures/"]').first().click();
      const told = await tab.locator("dt", { hasText: "SHA-256" }).locator("xpath=../dd").innerText();
      const fetched = tab.waitForEvent("download");
      await tab.getByRole("link", { name: "Fetch the file" }).click();
      const bytes = await readFile(await (await fetched).path());
      assert.equal(createHash("sha256").update(bytes).digest("hex"), told.trim());
    }));

  test("unfolds a theme on a phone by its link, and finds every theme open on a wide screen", async () => {
    const theme = (tab) => tab.locator("#homes");
    await inTab({ viewport: { width: 390, height: 844 } }, async (tab) => {
      await tab.goto(at("/places/E07000122-pendle"));
      assert.equal(await theme(tab).isVisible(), false);
      await tab.getByRole("list", { name: "Themes" }).getByRole("link", { name: "Homes" }).click();
      await theme(tab).waitFor({ state: "visible" });
    });
    await inTab({}, async (tab) => {
      await tab.goto(at("/places/E07000122-pendle"));
      assert.equal(await theme(tab).isVisible(), true);
      assert.equal(await tab.locator(".fold > summary:visible").count(), 0);
    });
  });

  test("learns who empties the bins in Canterbury", () =>
    inTab({}, async (tab) => {
      await tab.goto(at("/who"));
      await tab.getByLabel("What is the job?").selectOption({ value: "waste_collection" });
      await tab.getByLabel("Where?").fill("Canterbury");
      await tab.getByRole("button", { name: "Find who does it" }).click();
      await tab.waitForURL(/function=waste_collection/);
      const answer = tab.locator("section", { has: tab.locator("#answer") });
      assert.match(await answer.innerText(), /Canterbury/);
      assert.match(await answer.innerText(), /Environmental Protection Act 1990/);
    }));

  test("is told when there is no such page", async () => {
    for (const path of ["/nowhere", "/data/nothing", "/data/library-walk/submissions/999", "/figures/library-walk/1/0-1-1", "/figures/library-walk/1/x"]) {
      assert.equal((await fetch(at(path))).status, 404, path);
    }
  });
});

describe("somebody who sends data", () => {
  test("is told when no file was chosen", () =>
    inTab({}, async (tab) => {
      await tab.goto(at(`/data/${DATASET}/send`));
      await tab.getByRole("button", { name: "Send and check" }).click();
      await tab.getByRole("link", { name: "Choose a file: none was sent" }).click();
      assert.equal(await tab.evaluate(() => document.activeElement.id), "file");
    }));

  test("sees what is wrong in the very cell, and nothing of it comes into use", () =>
    inTab({}, async (tab) => {
      const broken = withValue("E06000002", "ninety six");
      await send(tab, "broken.csv", broken.text);
      assert.match(await heading(tab), /Refused/);
      const cell = tab.locator(".sheet td.faulty", { hasText: "ninety six" });
      assert.equal(await cell.count(), 1);
      const rowNumber = await cell.locator("xpath=../th").innerText();
      assert.equal(Number(rowNumber), broken.row);
      await cell.locator("a.badge").click();
      const finding = tab.locator(new URL(tab.url()).hash);
      assert.match(await finding.innerText(), new RegExp(`J${broken.row}`));
      assert.match(await finding.innerText(), /How to mend/i);
      const table = await (await fetch(`${tab.url().split("#")[0]}/findings.csv`)).text();
      assert.match(table, new RegExp(`J${broken.row},${broken.row},10,ninety six`));
    }));

  test("gives a reason when sending back, and approves what is right", () =>
    inTab({}, async (tab) => {
      const { text, before: was } = withValue("E06000001", 20);
      assert.equal(was, "92");
      await send(tab, "revised\u202e.csv", text);
      assert.match(await heading(tab), /to settle before it can be used/);
      await tab.getByRole("button", { name: "Send it back" }).click();
      await tab.getByRole("link", { name: /No reason was given/ }).click();
      assert.equal(await tab.evaluate(() => document.activeElement.id), "note");
      await tab.getByLabel("Your reason").fill("Hartlepool’s only large library closed in the spring.");
      await tab.getByRole("button", { name: "Approve this submission" }).click();
      await tab.waitForURL(/\/submissions\/\d+$/);
      assert.match(await heading(tab), /^In use/);
      assert.match(await tab.getByRole("main").innerText(), /Hartlepool’s only large library closed/);
      assert.match(await tab.getByRole("main").innerText(), /revised\.csv/);
      const number = tab.url().split("/").at(-1);
      await tab.goto(at(`/figures/${DATASET}/${number}/0-2-10`));
      assert.match(await heading(tab), /20%/);
      const earlier = tab.locator("section", { has: tab.locator("#editions") });
      assert.match(await earlier.innerText(), /92%/);
    }));

  test("is not made to change anything by a page of another site", async () => {
    // As text it goes out in one piece with the headers: the reply comes although nobody reads the body.
    const body = '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na\r\n--edge--\r\n';
    const form = { "content-type": "multipart/form-data; boundary=edge" };
    const before = await (await fetch(at(`/api/v1/submissions?dataset=${DATASET}`))).json();
    for (const headers of [{ origin: "https://attacker.example" }, { "sec-fetch-site": "cross-site" }, { origin: "null" }]) {
      const reply = await fetch(at(`/data/${DATASET}/send`), {
        method: "POST", body, headers: { ...form, ...headers },
      });
      assert.equal(reply.status, 403);
    }
    const after = await (await fetch(at(`/api/v1/submissions?dataset=${DATASET}`))).json();
    assert.equal(after.submissions.length, before.submissions.length);
  });
});

describe("everybody", () => {
  test("reaches the content and the search by keyboard alone", () =>
    inTab({}, async (tab) => {
      await tab.goto(at("/"));
      await tab.keyboard.press("Tab");
      assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Skip to main content");
      await tab.keyboard.press("Enter");
      assert.equal(await tab.evaluate(() => document.activeElement.id), "main");
      await tab.keyboard.press("Tab");
      assert.equal(await tab.evaluate(() => document.activeElement.type), "search");
      await tab.keyboard.type("Pendle");
      await tab.keyboard.press("Enter");
      await tab.waitForURL(/\/places/);
      assert.match(await tab.getByRole("main").innerText(), /Pendle/);
    }));

  test("needs no JavaScript", () =>
    inTab({ javaScriptEnabled: false }, async (tab) => {
      await findByTyping(tab, "Canterbury");
      assert.match(await tab.getByRole("main").innerText(), /Canterbury/);
      await send(tab, "broken.csv", withValue("E06000002", "ninety six").text);
      assert.match(await heading(tab), /Refused/);
    }));

  test("sees a place in the round, with its figures, and how it is judged", () =>
    inTab({}, async (tab) => {
      await tab.goto(at("/places/E08000024-sunderland"));
      await tab.getByRole("link", { name: /in the round/ }).click();
      const text = await tab.getByRole("main").innerText();
      assert.match(text, /This is no ranking/);
      assert.match(text, /Excess weight in year 6/);
      assert.match(text, /would be expected/);
      await tab.getByRole("link", { name: "How this is done" }).click();
      assert.match(await tab.getByRole("main").innerText(), /it only tells London from the rest/);
    }));

  test("can use every page at 320 pixels, and axe finds nothing", { timeout: 240_000 }, async () => {
    const pages = [
      "/", "/places?q=york", "/places/E06000065-north-yorkshire", "/outcomes", `/outcomes/${DATASET}`,
      `/places/E06000065-north-yorkshire/outcomes/${DATASET}`, "/data", `/data/${DATASET}`, `/data/${DATASET}/send`,
      `/data/${DATASET}/submissions/1`, `/data/${DATASET}/submissions/2`, `/figures/${DATASET}/1/0-2-10`, "/who",
      "/places/E08000024-sunderland/in-the-round", "/methods/in-the-round", "/about", "/accessibility", "/nowhere",
    ];
    const faults = [];
    await inTab({ viewport: { width: 320, height: 900 } }, async (tab) => {
      for (const page of pages) {
        const reply = await tab.goto(at(page));
        if (reply.status() !== (page === "/nowhere" ? 404 : 200)) faults.push(`${page}: status ${reply.status()}`);
        const wider = await tab.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (wider > 0) faults.push(`${page}: ${wider} px wider than the window`);
        const { violations } = await new AxeBuilder({ page: tab }).withTags(RULES).analyze();
        for (const { id, nodes } of violations) faults.push(`${page}: ${id} at ${nodes[0].target.join(" ")}`);
      }
    });
    assert.deepEqual(faults, []);
  });
});
