// X's document names only the new dialect; the daemon asks in the older one, in which author_id costs nothing. So what it
// asks and is answered is put into the new dialect before it is checked.

// Fields that the new dialect has under another name, or only as expansions.
const renamed = { note_tweet: "note_post" };
const expanded = {
	author_id: "author_id",
	in_reply_to_user_id: "in_reply_to_user_id",
	referenced_tweets: "referenced_posts",
	edit_history_tweet_ids: "edit_history_post_ids",
};
const properties = {
	referenced_tweets: "referenced_posts",
	edit_history_tweet_ids: "edit_history_post_ids",
	note_tweet: "note_post",
};

export const table = [
	"tweet.fields → post.fields",
	...Object.entries(renamed).map(([old, now]) => `field ${old} → ${now}`),
	...Object.entries(expanded).map(([old, now]) => `field ${old} → expansion ${now}`),
	...Object.entries(properties).map(([old, now]) => `in answers ${old} → ${now}`),
];

// Parameters of a query, [name, value] each, in the new dialect. For streams the document has the old names still.
export function translateQuery(query, path = "") {
	if (path.endsWith("/stream")) return query;
	const expansions = [];
	const out = query.map(([name, value]) => {
		if (name !== "tweet.fields") return [name, value];
		const fields = [];
		for (const field of value.split(",")) {
			if (Object.hasOwn(expanded, field)) expansions.push(expanded[field]);
			else fields.push(Object.hasOwn(renamed, field) ? renamed[field] : field);
		}
		return ["post.fields", fields.join(",")];
	});
	if (expansions.length === 0) return out;
	const asked = out.find(([name]) => name === "expansions");
	if (asked) asked[1] = [asked[1], ...expansions].join(",");
	else out.push(["expansions", expansions.join(",")]);
	return out;
}

// An answer in the new dialect.
export function translateAnswer(value) {
	if (Array.isArray(value)) return value.map(translateAnswer);
	if (value === null || typeof value !== "object") return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [
			Object.hasOwn(properties, name) ? properties[name] : name,
			translateAnswer(inner),
		]),
	);
}
