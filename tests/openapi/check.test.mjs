// The checker finds what it must find. The document here is made up; X's own is not ours to copy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Contract } from "./contract.mjs";
import { translateAnswer, translateQuery } from "./dialect.mjs";
import { kindOf, kindsMissing, pathsMissing } from "./kinds.mjs";

const id = { type: "string", pattern: "^[0-9]{1,19}$" };
const list = (values) => ({ type: "array", minItems: 1, uniqueItems: true, items: { type: "string", enum: values } });
const contract = new Contract({
	openapi: "3.0.0",
	info: { title: "made up", version: "1" },
	components: {
		securitySchemes: { Token: { type: "http", scheme: "bearer" } },
		parameters: { Fields: { name: "post.fields", in: "query", style: "form", explode: false, schema: list(["text", "note_post"]) } },
		schemas: {
			Id: id,
			Note: { type: "object", required: ["text"], properties: { text: { type: "string" } }, additionalProperties: false },
			Page: { type: "object", properties: { data: { type: "array", items: { type: "object", required: ["id"], properties: { id } } } } },
		},
	},
	paths: {
		"/people/{id}/notes": {
			get: {
				parameters: [
					{ name: "id", in: "path", required: true, schema: { $ref: "#/components/schemas/Id" } },
					{ name: "max", in: "query", schema: { type: "integer", minimum: 5, maximum: 100 } },
					{ name: "query", in: "query", required: true, schema: { type: "string", minLength: 1 } },
					{ name: "tags", in: "query", schema: list(["a", "b"]) },
					{ $ref: "#/components/parameters/Fields" },
				],
				responses: { 200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Page" } } } } },
				security: [{ Token: [] }],
			},
		},
		"/people/me": { get: { responses: {} } },
		"/people/{id}": { get: { parameters: [{ name: "id", in: "path", schema: { $ref: "#/components/schemas/Id" } }], responses: {} } },
		"/notes": {
			post: {
				requestBody: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/Note" } } } },
				responses: {},
			},
		},
	},
});

const headers = { authorization: "Bearer", "content-type": "application/json" };
const ask = (query, path = "/people/12/notes") => contract.request({ method: "GET", path, query, headers });
const write = (body, type = "application/json") =>
	contract.request({ method: "POST", path: "/notes", query: [], headers: { "content-type": type }, body });
const good = ["query", "@name -is:retweet"];

test("a good request has no fault", () => {
	assert.deepEqual(ask([good, ["max", "100"], ["tags", "a"], ["tags", "b"], ["post.fields", "text,note_post"]]), []);
	assert.deepEqual(write('{"text":"नमस्ते"}'), []);
});

test("a path or method that is not in the document is found", () => {
	assert.match(ask([good], "/people/12/nodes")[0], /no such operation/);
	assert.match(contract.request({ method: "DELETE", path: "/notes", query: [], headers })[0], /no such operation/);
});

test("a path without braces is meant before one with them", () => {
	assert.deepEqual(ask([], "/people/me"), []);
	assert.match(ask([], "/people/you")[0], /path parameter id must match pattern/);
});

for (const [what, query, fault] of [
	["a parameter that is not in the document", [good, ["maxx", "10"]], /maxx is not in the document/],
	["a parameter that is missing", [], /query is missing/],
	["a number beyond its bounds", [good, ["max", "101"]], /max must be <= 100/],
	["a word where a number belongs", [good, ["max", "many"]], /max must be integer/],
	["an empty text", [["query", ""]], /fewer than 1 char/],
	["an item that is not listed", [good, ["post.fields", "text,texts"]], /post.fields\/1 must be equal to one of the allowed values: "texts"/],
	["an item twice", [good, ["post.fields", "text,text"]], /NOT have duplicate items/],
	["a list in the other style", [good, ["post.fields", "text"], ["post.fields", "note_post"]], /post.fields is there 2 times/],
	["a list with commas where they do not separate", [good, ["tags", "a,b"]], /tags\/0 must be equal to one of/],
	["a parameter twice", [good, good], /query is there 2 times/],
])
	test(`found: ${what}`, () => {
		const faults = ask(query);
		assert.equal(faults.length, 1, faults.join("; "));
		assert.match(faults[0], fault);
	});

test("a path parameter is judged", () => assert.match(ask([good], "/people/name/notes")[0], /id must match pattern/));

test("a body is judged, and its type", () => {
	assert.match(write('{"text":7}')[0], /body\/text must be string/);
	assert.match(write('{"text":"a","more":1}')[0], /additional properties: more/);
	assert.match(write("{}")[0], /required property 'text'/);
	assert.match(write("{text}")[0], /no JSON/);
	assert.match(write(undefined)[0], /body is missing/);
	assert.match(write('{"text":"a"}', "text/plain")[0], /content-type "text\/plain"/);
	const unasked = contract.request({ method: "GET", path: "/people/me", query: [], headers, body: "{}" });
	assert.match(unasked[0], /none is foreseen/);
});

test("a request without its token is found", () => {
	const faults = contract.request({ method: "GET", path: "/people/12/notes", query: [good], headers: {} });
	assert.deepEqual(faults, ["authorization is missing, not one of bearer"]);
});

test("a request with another kind of token than the operation takes is found", () => {
	const faults = contract.request({ method: "GET", path: "/people/12/notes", query: [good], headers: { authorization: "OAuth" } });
	assert.deepEqual(faults, ["authorization is OAuth, not one of bearer"]);
});

test("an answer is judged, and what its schema does not name is found", () => {
	const answer = (status, body) => contract.answer({ method: "GET", path: "/people/12/notes", status, body });
	assert.deepEqual(answer(200, { data: [{ id: "1" }] }), []);
	assert.match(answer(200, { data: [{ id: 1 }] })[0], /data\/0\/id must be string/);
	assert.match(answer(200, { data: [{ id: "1", text: "" }] })[0], /data\/0\/text is not in the document/);
	assert.match(answer(201, {})[0], /status 201/);
});

test("the older dialect is put into the new one, and nothing else is", () => {
	assert.deepEqual(translateQuery([["max", "5"], ["tweet.fields", "author_id,text,note_tweet,referenced_tweets,wrong"]]), [
		["max", "5"],
		["post.fields", "text,note_post,wrong"],
		["expansions", "author_id,referenced_posts"],
	]);
	assert.deepEqual(translateQuery([["tweet.fields", "author_id"], ["expansions", "username"]])[1], ["expansions", "username,author_id"]);
	assert.deepEqual(translateQuery([["tweet.fields", "author_id"]], "/2/things/stream"), [["tweet.fields", "author_id"]]);
	assert.deepEqual(translateAnswer({ data: [{ note_tweet: { text: "a" }, edit_history_tweet_ids: ["1"] }] }), {
		data: [{ note_post: { text: "a" }, edit_history_post_ids: ["1"] }],
	});
});

test("kinds that were not seen are told", () => {
	const seen = [kindOf(contract, { method: "GET", path: "/people/12/notes", query: [["b", ""], ["a", ""], ["a", ""]] })];
	assert.deepEqual(seen, ["GET /people/{id}/notes a,b"]);
	assert.deepEqual(kindsMissing(seen, ["GET /people/{id}/notes b"]), []);
	const absent = ["GET /people/{id}/notes c", "POST /people/{id}/notes", "GET /people/{id}"];
	assert.deepEqual(kindsMissing(seen, absent), absent);
	assert.deepEqual(pathsMissing(seen, ["/people/%s/notes", "/people/%s"]), ["/people/%s"]);
});
