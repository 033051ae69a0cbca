#include "x/meter.h"

#include "base/str.h"
#include "x/weigh.h"
#include "json/json.h"

enum {
	OWN_READ = 1000,
	READ = 5000,
	REPLY = 10000, /* to whoever summoned us */
	REPLY_WITH_LINK = 200000,
	LOOKUP = 10000,
	DELETE = 10000,
};

static const int64_t DAY_MS = INT64_C(86400000);

static void bill(struct x_meter *meter, int64_t price)
{
	meter->billed += price;
	if (meter->prepaid)
		meter->credit -= price;
}

enum err_code x_meter_credit(struct x_meter *meter, const json_t *order, struct err *err)
{
	const json_t *dollars = json_object_get(order, "dollars");
	const char *form = json_get_string(order, "form");
	if (!json_is_number(dollars) || json_number_value(dollars) < 0 ||
		(form && !str_is(form, "short") && !str_is(form, "long")))
		return err_set(err, ERR_FORMAT,
			"credit needs \"dollars\", a number, and may have \"form\": short or long");
	meter->credit += (int64_t)(json_number_value(dollars) * 1e6 + 0.5);
	meter->prepaid = true;
	if (form)
		meter->long_form = str_is(form, "long");
	return ERR_OK;
}

struct x_problem x_meter_admit(struct x_meter *meter)
{
	if (!meter->prepaid || meter->credit > 0)
		return (struct x_problem){0};
	meter->refused++;
	if (meter->long_form)
		return (struct x_problem){402, "Payment Required", "credits depleted",
			"https://api.x.com/2/problems/credits-depleted"};
	return (struct x_problem){
		402, "CreditsDepleted", NULL, "https://api.twitter.com/2/problems/credits"};
}

void x_meter_page(struct x_meter *meter, const struct x_world *world, const struct x_page_of *page,
	bool own, int64_t now)
{
	for (size_t i = 0; i < page->count; i++) {
		struct x_post *post = x_world_find(world, page->posts[i]->id);
		int64_t today = now / DAY_MS;
		if (!post || post->billed_on == today)
			continue;
		post->billed_on = today;
		meter->posts_read++;
		bill(meter, own ? OWN_READ : READ);
	}
}

void x_meter_lookup(struct x_meter *meter)
{
	meter->lookups++;
	bill(meter, LOOKUP);
}

void x_meter_delete(struct x_meter *meter)
{
	meter->deletes++;
	bill(meter, DELETE);
}

static void turn_page(struct x_meter *meter, int64_t now)
{
	if (meter->day != now / DAY_MS)
		meter->replies_today = 0;
	meter->day = now / DAY_MS;
}

int64_t x_meter_left_today(struct x_meter *meter, int64_t now)
{
	turn_page(meter, now);
	if (!meter->replies_per_day)
		return -1;
	int64_t left = meter->replies_per_day - meter->replies_today;
	return left > 0 ? left : 0;
}

int64_t x_meter_midnight(int64_t now)
{
	return (now / DAY_MS + 1) * DAY_MS;
}

void x_meter_reply(struct x_meter *meter, const char *text, int64_t now)
{
	bool link = x_has_link(text);
	turn_page(meter, now);
	meter->replies++;
	meter->replies_today++;
	meter->replies_with_link += link;
	bill(meter, link ? REPLY_WITH_LINK : REPLY);
}

json_t *x_meter_tell(const struct x_meter *meter)
{
	json_t *bill = json_object();
	const struct {
		const char *key;
		int64_t value;
	} parts[] = {{"micro_dollars", meter->billed}, {"posts_read", meter->posts_read},
		{"replies", meter->replies}, {"replies_with_link", meter->replies_with_link},
		{"lookups", meter->lookups}, {"deletes", meter->deletes},
		{"refused", meter->refused}};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		json_object_set_new(bill, parts[i].key, json_integer(parts[i].value));
	json_object_set_new(
		bill, "credit", meter->prepaid ? json_integer(meter->credit) : json_null());
	return bill;
}
