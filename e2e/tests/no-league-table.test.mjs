// No page, reply or download puts places in an order by value, or gives a place a position. In April 2024 a newspaper
// made a league table of national figures, in which councils were scored for services that they do not run: the last
// tests hold that this cannot be made from here without inventing what is missing.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startHub } from "./hub.mjs";

const POSITION = /^(rank|ranking|position_of|place_number|league|score|percentile|decile|quartile|order_by_value)$/i;

let hub;
let indicators;
let datasets;

const get = (path, headers) => fetch(`${hub.address}${path}`, { headers });
const json = async (path) => (await get(path)).json();

before(async () => {
  hub = await startHub();
  indicators = (await json("/api/v1/indicators")).indicators;
  datasets = (await json("/api/v1/datasets")).datasets;
});

after(() => hub?.stop());

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

/** The text of every cell of the first column of a page's tables. */
const firstCells = (html) =>
  [...html.matchAll(/<tr[^>]*>\s*<th scope="row"[^>]*>(.*?)<\/th>/gs)].map((found) =>
    found[1].replace(/<[^>]*>/g, "").trim(),
  );

describe("no reply of the API", () => {
  test("has a field that is a position", async () => {
    const paths = [
      "/api/v1/areas?kind=council", "/api/v1/areas/E07000117", "/api/v1/areas/E10000017/children",
      "/api/v1/areas/E07000117/siblings", "/api/v1/areas/E07000117/in-the-round",
      "/api/v1/areas/E08000024/in-the-round", "/api/v1/areas/E10000017/in-the-round", "/api/v1/indicators",
      "/api/v1/indicators/employment-rate", "/api/v1/datasets", "/api/v1/submissions",
      "/api/v1/observations?indicator=employment-rate&period=2022-01-01/P1Y", "/api/v1/frameworks",
      "/api/v1/areas/E08000024/outcomes/children-looked-after", "/api/v1/frameworks/levelling-up-missions?in=E08000024",
      "/api/v1/statements", "/api/v1/audits",
    ];
    for (const path of paths) {
      const found = [...new Set(names(await json(path)))].filter((name) => POSITION.test(name));
      assert.deepEqual(found, [], path);
    }
  });

  test("can be asked for in the order of a value", async () => {
    for (const word of ["sort", "order", "order_by", "sort_by", "rank", "top"]) {
      for (const path of ["/api/v1/observations?indicator=employment-rate", "/api/v1/areas?kind=council",
        "/api/v1/statements?area=E08000024", "/api/v1/audits?"]) {
        const reply = await get(`${path}&${word}=value`);
        assert.equal(reply.status, 400, `${path}&${word}=value`);
      }
    }
  });

  test("lists areas otherwise than by code or name", async () => {
    for (const indicator of indicators.slice(0, 60)) {
      const text = await (await get(`/api/v1/observations?format=csv&indicator=${indicator.id}`)).text();
      const [head, ...rows] = text.trim().split(/\r?\n/);
      const area = head.split(",").indexOf("area_code");
      const codes = rows.map((row) => row.split(",")[area]);
      assert.deepEqual(codes, [...codes].sort(), indicator.id);
    }
  });
});

describe("no page", () => {
  test("lists places of a measure otherwise than by name", async () => {
    let seen = 0;
    for (const indicator of indicators) {
      const html = await (await get(`/outcomes/${indicator.id}`)).text();
      const places = firstCells(html).filter((name) => /^[A-Z]/.test(name) && name !== "England");
      const byName = [...places].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
      assert.deepEqual(places, byName, indicator.id);
      seen += places.length;
    }
    assert.ok(seen > 10_000, `only ${seen} places were seen`);
  });

  test("speaks of the best, the worst or a ranking of places", async () => {
    const paths = ["/", "/places", "/outcomes", "/data", "/places/E07000117", "/places/E07000117/in-the-round",
      "/places/E08000024/in-the-round", "/outcomes/employment-rate", "/places/E08000024/outcomes/children-looked-after",
      "/frameworks", "/frameworks/levelling-up-missions?in=Sunderland", "/methods", "/methods/funnels",
      "/audits", "/audits/plan", "/statements", "/signals", "/places/E06000034/signals", "/practice", "/people/reviews"];
    for (const path of paths) {
      const html = await (await get(path)).text();
      const text = html.replace(/<[^>]*>/g, " ").replace("This is no ranking", "").replace(/no league tables?/gi, "")
        // The name of a goal of the Local Outcomes Framework.
        .replaceAll("Best start in life", "")
        // The name of a duty in law.
        .replaceAll("Best Value", "");
      assert.doesNotMatch(text, /\b(best|worst|ranked|ranking|league table|top \d+|bottom \d+)\b/i, path);
    }
  });
});

describe("what happened in April 2024", () => {
  test("cannot: a district is not judged by what its county does", async () => {
    const place = await json("/api/v1/areas/E07000117/in-the-round");
    const county = place.outcomes.filter((outcome) => outcome.subject !== place.area);
    assert.ok(county.length >= 8);
    for (const outcome of county) {
      assert.deepEqual(outcome.says, { says: "not_this_bodys_job" }, outcome.title);
      assert.equal(outcome.subject_name, "Lancashire");
    }
  });

  test("cannot: an output is never judged as an outcome", async () => {
    const outputs = new Set(indicators.filter((one) => one.kind !== "outcome").map((one) => one.id));
    for (const code of ["E08000024", "E06000065", "E09000030"]) {
      const place = await json(`/api/v1/areas/${code}/in-the-round`);
      for (const outcome of place.outcomes.filter((one) => outputs.has(one.indicator))) {
        assert.equal(outcome.says.says, "not_adjusted", `${outcome.title} in ${code}`);
      }
    }
  });

  test("cannot pass unseen: every judged figure says what it must not be used for", async () => {
    const place = await json("/api/v1/areas/E08000024/in-the-round");
    for (const outcome of place.outcomes) assert.ok(outcome.must_not_be_used_for.length > 10, outcome.title);
    for (const dataset of datasets) assert.ok(dataset.purpose.must_not_be_used_for.length > 10, dataset.id);
  });
});
