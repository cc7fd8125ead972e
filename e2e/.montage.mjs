import { launch } from "./browser.mjs";
import { readFile } from "node:fs/promises";
const [out, width, ...files] = process.argv.slice(2);
const imgs = [];
for (const f of files) { const [name, from, to] = f.split("@"); const b = (await readFile(name)).toString("base64"); imgs.push(`<div style="width:${width}px;overflow:hidden;${to?`height:${to-from}px`:""}"><img src="data:image/png;base64,${b}" style="width:${width}px;${from?`margin-top:-${from}px`:""}"></div>`); }
const browser = await launch(); const p = await browser.newPage({ viewport: { width: (Number(width)+12)*imgs.length, height: 300 } });
await p.setContent(`<body style="margin:0;display:flex;gap:12px;background:#888;align-items:flex-start">${imgs.join("")}`); await p.screenshot({ path: out, fullPage: true }); await browser.close();
