// Kinds of request: "GET /2/users/{id}/mentions max_results,since_id", with the names of the parameters in order.

export function kindOf(contract, request) {
	const template = contract.find(request.method, request.path)?.template ?? request.path;
	const names = [...new Set(request.query.map(([name]) => name))].sort();
	return [request.method, template, names.join(",")].join(" ").trim();
}

function parse(kind) {
	const [method, template, names] = kind.split(" ");
	return { method, template, names: names ? names.split(",") : [] };
}

// The wanted kinds that are not among the seen ones: the same operation with at least these parameters is.
export function kindsMissing(seen, wanted) {
	const known = seen.map(parse);
	return wanted.filter((kind) => {
		const { method, template, names } = parse(kind);
		return !known.some((k) => k.method === method && k.template === template && names.every((n) => k.names.includes(n)));
	});
}

// The paths, as a source file has them ("/2/users/%s/mentions"), that no seen kind has.
export function pathsMissing(seen, paths) {
	const shape = (path) => path.replace(/\{[^}]+\}|%[a-zA-Z0-9]+/g, "{}");
	const known = seen.map((kind) => shape(parse(kind).template));
	return paths.filter((path) => !known.includes(shape(path)));
}
