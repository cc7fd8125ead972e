// What the API says that it sends is what it sends: live replies of every operation against the schemas of its own
// description, with no field too few and none too many.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { ROOT, startHub } from "./hub.mjs";

const DATASET = "library-walk";
const COLUMN = 9;

let hub;
let description;
let ajv;
const met = new Set();

before(async () => {
  hub = await startHub();
  description = await (await fetch(`${hub.address}/api/openapi.json`)).json();
  ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true });
  addFormats(ajv);
  for (const keyword of ["openapi", "info", "paths", "components"]) ajv.addKeyword(keyword);
  const strict = structuredClone(description);
  // A reader must bear new fields; this test must not.
  for (const schema of Object.values(strict.components.schemas)) schema.additionalProperties = false;
  ajv.addSchema(strict, "api");
});

after(() => hub?.stop());

/** The path of the description as a reference inside it. */
const pointer = (...parts) =>
  `api#/${parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;

function holds(schema, value) {
  const validate = ajv.compile({ $ref: schema });
  assert.ok(validate(value), `${schema}: ${JSON.stringify(validate.errors?.slice(0, 5), null, 1)}`);
}

/** Asks `address` and holds the reply to what is said of `path`. */
async function ask(method, path, address, { status = 200, body, type, stated = {} } = {}) {
  const headers = { ...stated, ...(type ? { "content-type": type } : {}) };
  const reply = await fetch(`${hub.address}${address}`, { method, body, headers });
  const kind = reply.headers.get("content-type").split(";")[0];
  const json = kind.includes("json") ? await reply.json() : undefined;
  assert.equal(reply.status, status, `${method} ${address}: ${JSON.stringify(json)}`);
  const key = method.toLowerCase();
  const said = description.paths[path][key].responses;
  const code = status >= 400 ? "default" : String(status);
  assert.ok(said[code]?.content[kind], `${method} ${path} says nothing of ${kind} with ${status}`);
  if (status < 400) met.add(`${key} ${path}`);
  if (json) holds(pointer("paths", path, key, "responses", code, "content", kind, "schema"), json);
  return json;
}

describe("the description of the API", () => {
  test("can be compiled, every schema of it", () => {
    const names = Object.keys(description.components.schemas);
    assert.ok(names.length > 30);
    for (const name of names) ajv.compile({ $ref: pointer("components", "schemas", name) });
  });

  test("would notice a wrong reply", () => {
    const validate = ajv.compile({ $ref: pointer("components", "schemas", "Successor") });
    assert.ok(validate({ code: "E06000063", name: null, share: 1 }));
    assert.ok(!validate({ code: "E06000063", name: null }));
    assert.ok(!validate({ code: "E06000063", name: null, share: "1" }));
    assert.ok(!validate({ code: "E06000063", name: null, share: 1, extra: true }));
  });
});

describe("replies are as described", () => {
  test("areas", async () => {
    const { areas } = await ask("GET", "/api/v1/areas", "/api/v1/areas?as_at=2023-04-01&kind=council");
    assert.equal(areas.length, 317);
    await ask("GET", "/api/v1/areas", "/api/v1/areas?as_at=2009-04-01");
    await ask("GET", "/api/v1/areas", "/api/v1/areas?name=cumb");
    for (const code of ["E07000026", "E06000063", "E10000017", "E12000002", "E47000001", "E92000001", "E08000016"]) {
      const one = "/api/v1/areas/{code}";
      await ask("GET", one, `/api/v1/areas/${code}`);
      await ask("GET", "/api/v1/areas/{code}/in-the-round", `/api/v1/areas/${code}/in-the-round`);
      for (const relation of ["parents", "children", "siblings"]) {
        await ask("GET", `${one}/${relation}`, `/api/v1/areas/${code}/${relation}?as_at=2022-06-01`);
      }
    }
  });

  test("outcomes of places and frameworks", async () => {
    const one = "/api/v1/areas/{code}/outcomes/{indicator}";
    const outcomes = ["children-looked-after", "possession-claims", "employment-rate", "persistent-absence", "year-6-excess-weight"];
    for (const code of ["E08000024", "E06000065", "E07000122", "E10000017"]) {
      for (const outcome of outcomes) {
        const address = `/api/v1/areas/${code}/outcomes/${outcome}`;
        const { status } = await fetch(`${hub.address}${address}`);
        await ask("GET", one, address, { status });
      }
    }
    await ask("GET", one, "/api/v1/areas/E08000024/outcomes/no-such-indicator", { status: 404 });
    const { frameworks } = await ask("GET", "/api/v1/frameworks", "/api/v1/frameworks");
    for (const { id } of frameworks) {
      await ask("GET", "/api/v1/frameworks/{id}", `/api/v1/frameworks/${id}`);
      await ask("GET", "/api/v1/frameworks/{id}", `/api/v1/frameworks/${id}?in=E08000024`);
    }
    await ask("GET", "/api/v1/frameworks/{id}", "/api/v1/frameworks/no-such-framework", { status: 404 });
  });

  test("indicators and datasets, every one", async () => {
    const { indicators } = await ask("GET", "/api/v1/indicators", "/api/v1/indicators");
    assert.ok(indicators.length > 200);
    for (const { id } of indicators.slice(0, 20)) await ask("GET", "/api/v1/indicators/{id}", `/api/v1/indicators/${id}`);
    const { datasets } = await ask("GET", "/api/v1/datasets", "/api/v1/datasets");
    for (const { id } of datasets) await ask("GET", "/api/v1/datasets/{id}", `/api/v1/datasets/${id}`);
  });

  test("observations, in each of their forms", async () => {
    const path = "/api/v1/observations";
    // Suppressed figures, breakdowns, counts, amounts of money, figures of a second sheet.
    const { observations } = await ask("GET", path, `${path}?area=E07000122,E10000017`);
    assert.ok(observations.length > 1000);
    assert.ok(observations.some(({ value }) => value === null) && observations.some(({ lower_95 }) => lower_95 !== null));
    await ask("GET", path, `${path}?indicator=employment-rate&area=E07000122&format=csv`);
    await ask("GET", path, `${path}?indicator=employment-rate&area=E07000122&format=parquet`);
    await ask("GET", `${path}/csv-metadata`, `${path}/csv-metadata?indicator=employment-rate`);
  });

  test("responsibilities", async () => {
    const path = "/api/v1/responsibilities";
    const { functions } = await ask("GET", `${path}/functions`, `${path}/functions`);
    for (const { id } of functions) {
      for (const area of ["E07000122", "E09000033"]) await ask("GET", path, `${path}?function=${id}&area=${area}&on=2024-01-01`);
    }
  });

  test("a file that is sent, what was found in it, and the decision on it", async () => {
    const published = await readFile(join(ROOT, "data/demonstration/getting-about-and-culture/library-walk.csv"), "utf8");
    const lines = published.split("\n");
    // Figures that jump warn, and a file that warns waits.
    const changed = lines.map((line, row) => {
      const cells = line.split(",");
      if (row > 0 && row < 4) cells[COLUMN] = "20";
      return cells.join(",");
    });
    const path = "/api/v1/submissions";
    const send = (name, text) =>
      ask("POST", path, `${path}?dataset=${DATASET}&file_name=${name}&note=A+test`, { status: 201, body: text });
    const waiting = await send("changed.csv", changed.join("\n"));
    const [, number] = waiting.id.split("/");
    const one = `${path}/{dataset}/{number}`;
    await ask("GET", one, `${path}/${DATASET}/${number}`);
    const { findings } = await ask("GET", `${one}/findings`, `${path}/${DATASET}/${number}/findings`);
    assert.ok(findings.length > 0, "the file warns");
    assert.equal(waiting.state, "awaiting_approval");
    const decision = { decision: "approve", note: "Looked at by a test" };
    holds(pointer("components", "schemas", "DecisionRequest"), decision);
    const decided = await ask("POST", `${one}/decision`, `${path}/${DATASET}/${number}/decision`, {
      body: JSON.stringify(decision),
      type: "application/json",
    });
    assert.equal(decided.state, "in_use");
    assert.ok(decided.changes.largest.length > 0, "what was revised is told");
    const refused = await send("refused.csv", lines.slice(0, 3).join("\n").replace("E0", "X0"));
    await ask("GET", `${one}/findings`, `${path}/${DATASET}/${refused.id.split("/")[1]}/findings`);
    await ask("GET", path, path);
    await ask("GET", path, `${path}?dataset=${DATASET}&limit=2`);
  });

  test("early warning and good practice", async () => {
    for (const code of ["E06000034", "E07000117", "E10000017"]) {
      const path = "/api/v1/areas/{code}/signals";
      await ask("GET", path, `/api/v1/areas/${code}/signals`);
      await ask("GET", path, `/api/v1/areas/${code}/signals?as_at=2020-12-01`);
    }
    const practice = new URLSearchParams({
      place: "E07000122", outcome: "possession-claims", title: "A call", what: "Call.", since: "2019", grade: "2",
      evidence: "Page 9", contact: "Housing team",
    });
    const taken = new URLSearchParams({ place: "E07000120", adaptation: "Letters too." });
    for (const [path, body] of [["/practice/document", practice], ["/practice/1/reuse", taken]]) {
      assert.equal((await fetch(`${hub.address}${path}`, { method: "POST", body, redirect: "manual" })).status, 303, path);
    }
    const { outcomes } = await ask("GET", "/api/v1/practice/outcomes", "/api/v1/practice/outcomes");
    for (const { indicator } of outcomes) {
      await ask("GET", "/api/v1/practice", `/api/v1/practice?area=E08000024&indicator=${indicator}`);
    }
    await ask("GET", "/api/v1/practice", "/api/v1/practice?area=E07000117&indicator=possession-claims");
    await ask("GET", "/api/v1/practice/{number}", "/api/v1/practice/1");
  });

  test("a review of a linkage, from its file to what it says", async () => {
    const path = "/api/v1/people/reviews";
    const file = await readFile(join(ROOT, "data/linkage/review-sample.json"), "utf8");
    const stated = { "wholeplace-person": "Ada", "wholeplace-purpose": "A test of the API" };
    await ask("POST", path, path, { status: 403, body: file });
    const { number, pairs } = await ask("POST", path, path, { status: 201, body: file, stated });
    assert.equal(pairs, JSON.parse(file).pairs.length);
    const one = `${path}/{number}`;
    const at = (pair) => `${path}/${number}/pairs/${pair}`;
    await ask("GET", `${one}/pairs/{pair}`, at(1), { status: 403 });
    const unseen = await ask("GET", `${one}/pairs/{pair}`, at(1), { stated });
    assert.equal(unseen.weight, null);
    const words = { verdict: "same_person", note: "The same address" };
    holds(pointer("components", "schemas", "JudgementRequest"), words);
    for (const name of ["Ada", "Bea"]) {
      for (const pair of [1, 2, 3]) {
        await ask("POST", `${one}/pairs/{pair}/judgement`, `${at(pair)}/judgement`, {
          stated: { ...stated, "wholeplace-person": name },
          body: JSON.stringify(pair === 3 && name === "Bea" ? { verdict: "different_people" } : words),
          type: "application/json",
        });
      }
    }
    assert.notEqual((await ask("GET", `${one}/pairs/{pair}`, at(1), { stated })).weight, null);
    const detail = await ask("GET", one, `${path}/${number}`);
    assert.deepEqual([detail.settled, detail.disputed, detail.agreements.length], [2, 1, 1]);
    const { judgements } = await ask("GET", `${one}/judgements`, `${path}/${number}/judgements`);
    assert.equal(judgements.length, 4, "of a pair on which people differ nothing is told");
    for (const what of ["model", "thresholds", "blocking", "evaluation"]) {
      await ask("GET", `${one}/${what}`, `${path}/${number}/${what}`, { status: 403 });
      await ask("GET", `${one}/${what}`, `${path}/${number}/${what}`, { stated });
    }
    await ask("GET", path, path);
  });

  test("what places say, and an audit from its plan to its publication", async () => {
    const send = (path, address, body, status = 200) =>
      ask("POST", path, address, { status, body: JSON.stringify(body), type: "application/json" });
    const statements = "/api/v1/statements";
    const figure = { area: "E08000024", indicator: "persistent-absence", period: "2024-08-01/P1Y", dimensions: {} };
    const speaker = "Jane Smith, Director";
    await send(statements, statements, { subject: { of: "figure", figure }, speaker, words: "One." }, 201);
    const outcome = { of: "outcome", area: "E08000024", indicator: "persistent-absence" };
    const { number } = await send(statements, statements, { subject: outcome, speaker, words: "Two." }, 201);
    await ask("GET", statements, `${statements}?area=E08000024`);
    await send(`${statements}/{number}/amendment`, `${statements}/${number}/amendment`, { speaker, words: "Three." });
    await send(`${statements}/{number}/withdrawal`, `${statements}/${number}/withdrawal`, { reason: "It was wrong." });
    const { statements: versions } = await ask("GET", `${statements}/{number}`, `${statements}/${number}`);
    assert.deepEqual(versions.map(({ words }) => words), ["Two.", "Three.", "Three."]);
    await ask("GET", "/api/v1/areas/{code}/in-the-round", "/api/v1/areas/E08000024/in-the-round");

    const audits = "/api/v1/audits";
    const goal = (precedence, kind) =>
      ({ precedence, kind, statement: `Goal ${precedence}`, owner: "Committee", review_on: "2030-03-31" });
    const plan = { title: "Absence", question: "Do fewer miss school?", area: "E08000024", outcomes: ["persistent-absence"],
      from: "2020-08-01", to: "2025-07-31", goals: [goal(1, "effectiveness"), goal(2, "economy")] };
    holds(pointer("components", "schemas", "PlanRequest"), plan);
    const { number: audit } = await send(audits, audits, plan, 201);
    await send(audits, audits, { ...plan, goals: [] }, 422);
    const path = (what) => [`${audits}/{number}/${what}`, `${audits}/${audit}/${what}`];
    for (const evidence of [
      { evidence: "figure", figure, role: "outcome", why: "The outcome" },
      { evidence: "statement", statement: 1, why: "What the body says" },
      { evidence: "document", why: "It was agreed", document: { title: "Minutes", publisher: "Council", dated: null,
        found_at: "https://example.org/minutes", quotation: "Agreed." } },
    ]) {
      holds(pointer("components", "schemas", "EvidenceRequest"), evidence);
      await send(...path("evidence"), evidence);
    }
    const bearing = (goal, bearing) => ({ goal, bearing, because: "So it is" });
    const finding = { title: "Found", goals: [bearing(1, "serves"), bearing(2, "works_against")], rests_on: [1, 2, 3],
      trade_off: { what: "Money for visits", decided_by: "Cabinet" } };
    holds(pointer("components", "schemas", "FindingRequest"), finding);
    await send(...path("findings"), { ...finding, goals: [] }, 422);
    await send(...path("findings"), finding);
    await send(...path("step"), { step: "send", reply_by: "2030-01-31" });
    await send(...path("step"), { step: "publish" }, 422);
    await send(statements, statements, { subject: { of: "finding", audit, finding: 1 }, speaker, words: "Yes." }, 201);
    await send(...path("step"), { step: "publish" });
    const told = await ask("GET", `${audits}/{number}`, `${audits}/${audit}`);
    assert.equal(told.stage, "published");
    assert.equal(told.findings[0].replies.length, 1);
    await ask("GET", audits, audits);
  });

  test("problems", async () => {
    for (const [path, address, status] of [
      ["/api/v1/areas/{code}", "/api/v1/areas/E99999999", 404],
      ["/api/v1/areas/{code}", "/api/v1/areas/nonsense", 400],
      ["/api/v1/areas", "/api/v1/areas?kind=moon", 400],
      ["/api/v1/areas", "/api/v1/areas?colour=red", 400],
      ["/api/v1/indicators/{id}", "/api/v1/indicators/none", 404],
      ["/api/v1/observations", "/api/v1/observations?from=yesterday", 400],
      ["/api/v1/datasets/{id}", "/api/v1/datasets/none", 404],
      ["/api/v1/submissions/{dataset}/{number}", "/api/v1/submissions/none/1", 404],
      ["/api/v1/responsibilities", "/api/v1/responsibilities", 400],
      ["/api/v1/areas/{code}/signals", "/api/v1/areas/E12000002/signals", 422],
      ["/api/v1/areas/{code}/signals", "/api/v1/areas/E06000034/signals?as_at=2999-01-01", 400],
      ["/api/v1/practice", "/api/v1/practice?area=E06000034", 400],
      ["/api/v1/practice", "/api/v1/practice?area=E06000034&indicator=none", 404],
      ["/api/v1/practice/{number}", "/api/v1/practice/99", 404],
      ["/api/v1/people/reviews/{number}", "/api/v1/people/reviews/99", 404],
      ["/api/v1/people/reviews", "/api/v1/people/reviews?colour=red", 400],
      ["/api/v1/statements/{number}", "/api/v1/statements/999", 404],
      ["/api/v1/audits/{number}", "/api/v1/audits/999", 404],
    ]) {
      await ask("GET", path, address, { status });
    }
  });

  test("none is left out", () => {
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    assert.deepEqual(described.filter((operation) => !met.has(operation)), []);
  });
});
