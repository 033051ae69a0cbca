// Checks what sim-x recorded (--requests) against an OpenAPI document. Exits with 1 if something is wrong, or not there.
//   node check.mjs DOCUMENT RECORD [--expect "GET /2/path/{with}/names a,b"]... [--mentioned PATH]...
//     --expect     this kind of request must be among them: operation, and parameters it must have had
//     --mentioned  an operation on such a path ("%s" for anything) must be among them
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Contract } from "./contract.mjs";
import { table, translateAnswer, translateQuery } from "./dialect.mjs";
import { kindOf, kindsMissing, pathsMissing } from "./kinds.mjs";

const SHOWN = 20;

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: { expect: { type: "string", multiple: true, default: [] }, mentioned: { type: "string", multiple: true, default: [] } },
});
if (positionals.length !== 2) {
	console.error("usage: node check.mjs DOCUMENT RECORD [--expect KIND]... [--mentioned PATH]...");
	process.exit(2);
}

const document = JSON.parse(readFileSync(positionals[0], "utf8"));
const contract = new Contract(document);
const lines = readFileSync(positionals[1], "utf8").split("\n").filter(Boolean).map(JSON.parse);
const requests = lines.filter((line) => line.act === "request");
const answers = lines.filter((line) => line.act === "answer" && line.status < 300);
const kinds = new Map();
const wrong = new Map(); // what is wrong: how often

function note(what, faults) {
	for (const fault of faults) wrong.set(`${what}: ${fault}`, (wrong.get(`${what}: ${fault}`) ?? 0) + 1);
}

for (const request of requests) {
	const kind = kindOf(contract, request);
	kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
	note(`${request.method} ${request.path}`, contract.request({ ...request, query: translateQuery(request.query, request.path) }));
}
for (const answer of answers) {
	// Which post of a page it is does not matter.
	const faults = contract.answer({ ...answer, body: translateAnswer(answer.body) });
	note(`the pretender's answer to ${answer.method} ${answer.path}`, faults.map((f) => f.replace(/\/\d+(?=\/|\s)/g, "/N")));
}
const missing = [...kindsMissing([...kinds.keys()], values.expect), ...pathsMissing([...kinds.keys()], values.mentioned)];

console.log(`checked against ${document.info.title} ${document.info.version}, with Ajv, after translating to its dialect:`);
for (const line of table) console.log(`  ${line}`);
console.log(`${requests.length} requests, of these kinds:`);
for (const [kind, count] of [...kinds].sort()) console.log(`  ${String(count).padStart(5)}  ${kind}`);
console.log(`${answers.length} good answers of the pretender (its refusals are not checked)`);
for (const [fault, count] of [...wrong].slice(0, SHOWN)) console.log(`WRONG ${fault}${count > 1 ? ` (${count} times)` : ""}`);
if (wrong.size > SHOWN) console.log(`WRONG and ${wrong.size - SHOWN} more`);
for (const kind of missing) console.log(`NOT SEEN ${kind}`);
if (requests.length === 0) console.log("WRONG there are no requests");
process.exit(wrong.size > 0 || missing.length > 0 || requests.length === 0 ? 1 : 0);
