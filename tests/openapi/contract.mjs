// What an OpenAPI document says of a request and of its answer. Ajv judges values by their schemas; finding the operation and
// reading parameters is done here, for the ways of writing them that the document uses (style form in the query, simple in the
// path); another way is an error, not a guess.
import Ajv from "ajv";
import addFormats from "ajv-formats";

const GIVEN_SHOWN = 60;
const methods = ["get", "put", "post", "delete", "patch"];

export class Contract {
	#document;
	#ajv;
	#operations = [];

	constructor(document) {
		this.#document = document;
		this.#ajv = new Ajv({ strict: false, allErrors: true, verbose: true });
		addFormats(this.#ajv);
		this.#ajv.addSchema(document, "document");
		for (const [template, item] of Object.entries(document.paths))
			for (const method of methods.filter((m) => item[m]))
				this.#operations.push(this.#operation(method, template, item));
		// Where two templates fit, the one with fewer names in braces is meant: /users/me, not /users/{id}.
		this.#operations.sort((a, b) => a.names.length - b.names.length);
	}

	#operation(method, template, item) {
		const names = [...template.matchAll(/\{([^}]+)\}/g)].map((found) => found[1]);
		const parts = template.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, "\\$&"));
		return {
			method: method.toUpperCase(),
			template,
			names,
			pattern: new RegExp(`^${parts.join("([^/]+)")}$`),
			parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((p) => this.#resolve(p)),
			body: this.#resolve(item[method].requestBody),
			responses: item[method].responses,
			security: item[method].security ?? this.#document.security ?? [],
		};
	}

	#resolve(part) {
		if (!part?.$ref) return part;
		const found = part.$ref.slice(2).split("/").reduce((at, key) => at?.[key], this.#document);
		if (!found) throw new Error(`the document refers to ${part.$ref}, which is not there`);
		return this.#resolve(found);
	}

	find(method, path) {
		return this.#operations.find((o) => o.method === method && o.pattern.test(path));
	}

	// What is wrong with a value, as sentences.
	#judge(schema, value, what) {
		const validate = this.#ajv.compile(absolute(schema));
		if (validate(value)) return [];
		return validate.errors.map(({ instancePath, message, params, data }) => {
			const given = params.additionalProperty ?? JSON.stringify(data) ?? "nothing";
			return `${what}${instancePath} ${message}: ${given.slice(0, GIVEN_SHOWN)}`;
		});
	}

	#judgeParameter(parameter, values) {
		const what = `${parameter.in} parameter ${parameter.name}`;
		if (values.length === 0) return parameter.required ? [`${what} is missing`] : [];
		const style = parameter.style ?? (parameter.in === "path" ? "simple" : "form");
		if (style !== (parameter.in === "path" ? "simple" : "form"))
			return [`${what} has style ${style}, which this checker does not know`];
		const schema = this.#resolve(parameter.schema);
		const array = schema.type === "array";
		const apart = array && (parameter.explode ?? style === "form");
		if (values.length > 1 && !apart) return [`${what} is there ${values.length} times`];
		if (!array) return this.#judge(schema, read(schema, values[0]), what);
		const items = apart ? values : values[0].split(",");
		const each = this.#resolve(schema.items ?? {});
		return this.#judge(schema, items.map((item) => read(each, item)), what);
	}

	#judgeBody(operation, { body, headers = {} }) {
		if (!operation.body) return body === undefined ? [] : ["has a body, and none is foreseen"];
		if (body === undefined) return operation.body.required ? ["the body is missing"] : [];
		const type = (headers["content-type"] ?? "").split(";")[0].trim();
		const content = operation.body.content[type];
		if (!content) return [`content-type "${type}" is not one of ${Object.keys(operation.body.content).join(", ")}`];
		try {
			return this.#judge(content.schema, JSON.parse(body), "body");
		} catch (e) {
			return [`the body is no JSON: ${e.message}`];
		}
	}

	// Tokens of OAuth 2.0 and the app's own are sent as Bearer, signatures of OAuth 1.0a as OAuth.
	#judgeSecurity(operation, { headers = {} }) {
		const schemes = operation.security.flatMap(Object.keys).map((name) => this.#document.components.securitySchemes[name]);
		const words = [...new Set(schemes.map((s) => (s.type === "oauth2" ? "bearer" : (s.scheme ?? s.type).toLowerCase())))];
		if (words.length === 0 || words.includes(headers.authorization?.toLowerCase())) return [];
		return [`authorization is ${headers.authorization ?? "missing"}, not one of ${words.join(", ")}`];
	}

	// What is wrong with a request, as sentences.
	request(request) {
		const operation = this.find(request.method, request.path);
		if (!operation) return ["the document has no such operation"];
		const inPath = operation.pattern.exec(request.path).slice(1);
		const known = new Set();
		const wrong = operation.parameters.flatMap((parameter) => {
			if (parameter.in === "path")
				return this.#judgeParameter(parameter, [inPath[operation.names.indexOf(parameter.name)]]);
			if (parameter.in !== "query") return [`${parameter.in} parameters are not known to this checker`];
			known.add(parameter.name);
			return this.#judgeParameter(parameter, request.query.filter(([name]) => name === parameter.name).map(([, v]) => v));
		});
		for (const [name] of request.query) if (!known.has(name)) wrong.push(`query parameter ${name} is not in the document`);
		return [...wrong, ...this.#judgeBody(operation, request), ...this.#judgeSecurity(operation, request)];
	}

	// What is wrong with an answer: its status, its body; a property that the schema does not name is wrong too, though a
	// schema that is silent about others allows them.
	answer(answer) {
		const operation = this.find(answer.method, answer.path);
		const response = this.#resolve(operation?.responses[answer.status]);
		if (!response) return [`status ${answer.status} is not in the document`];
		const schema = this.#resolve(response.content["application/json"].schema);
		return [...this.#judge(schema, answer.body, "answer"), ...this.#unnamed(schema, answer.body, "answer")];
	}

	#unnamed(schema, value, where) {
		schema = this.#resolve(schema);
		if (Array.isArray(value)) return value.flatMap((v, i) => this.#unnamed(schema?.items ?? {}, v, `${where}/${i}`));
		if (value === null || typeof value !== "object" || !schema?.properties) return [];
		return Object.entries(value).flatMap(([name, inner]) =>
			Object.hasOwn(schema.properties, name)
				? this.#unnamed(schema.properties[name], inner, `${where}/${name}`)
				: [`${where}/${name} is not in the document`],
		);
	}
}

// A value as its type is written in a URL; what does not look like one stays text, and Ajv finds it.
function read(schema, text) {
	if ((schema.type === "integer" || schema.type === "number") && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
	if (schema.type === "boolean" && (text === "true" || text === "false")) return text === "true";
	return text;
}

// Let references that begin at the top of the document be found from a part of it.
function absolute(part) {
	if (Array.isArray(part)) return part.map(absolute);
	if (part === null || typeof part !== "object") return part;
	return Object.fromEntries(
		Object.entries(part).map(([key, value]) =>
			key === "$ref" && value.startsWith("#") ? [key, `document${value}`] : [key, absolute(value)],
		),
	);
}
