/*
 * What the author wants, and whether it is for us to act on.
 *
 * First the score for "actionable": no cue is enough by itself, they count in combination (see the
 * rows of points.tsv). Then danger, then the wishes that stand beside a complaint (takedown,
 * withdrawal, verdict, consent), then the intent: a complaint if the score says so, unless the post
 * is plainly something else. Posts that are not complaints or follow-ups never reach the bands that
 * open a case.
 */
#include "base/str.h"
#include "reading/reading_priv.h"

enum {
	PHRASE_POINTS = 5,
	SHORT_POST = 12, /* words */
	BARE_POST = 6,
	LONG_POST = 15,
	RETOLD_POST = 20, /* a follow-up of so many words may tell the matter anew */
	MUCH = 3,         /* so many cues of one kind leave little doubt */
};

static int points_for(const struct sight *sight, enum points points)
{
	const int *all = sight->reader->config->points;
	return all ? all[points] : 0;
}

static bool is_harmed(const struct sight *sight)
{
	return sight->police_matter || sight->conduct.points > 0 || sight_has(sight, CUE_HARM);
}

static bool speaks(const struct sight *sight)
{
	return sight_has(sight, CUE_PERSON) || sight_has(sight, CUE_KIN);
}

static bool names_place(const struct sight *sight)
{
	return sight->in_state || sight_has(sight, CUE_UP);
}

/* Laughs twice, or praises others. */
static bool is_joke(const struct sight *sight)
{
	return sight->cue_count[CUE_JOKE] + sight->cue_count[CUE_WISH] >= 2;
}

/* Adds up what a post says. */
struct sum {
	const struct sight *sight;
	int score;
};

static void add_if(struct sum *sum, bool holds, enum points points)
{
	sum->score += holds ? points_for(sum->sight, points) : 0;
}

static void add_what(struct sum *sum)
{
	const struct sight *sight = sum->sight;
	bool phrase = sight->matter.points >= PHRASE_POINTS;
	bool conduct_phrase = sight->conduct.points >= PHRASE_POINTS;
	add_if(sum, sight->police_matter && phrase, POINTS_MATTER_PHRASE);
	add_if(sum, sight->police_matter && !phrase, POINTS_MATTER_WORD);
	add_if(sum, !sight->police_matter && sight_has(sight, CUE_HARM), POINTS_HARM);
	add_if(sum, conduct_phrase, POINTS_CONDUCT_PHRASE);
	add_if(sum, sight->conduct.points && !conduct_phrase, POINTS_CONDUCT_WORD);
}

static void add_who(struct sum *sum)
{
	const struct sight *sight = sum->sight;
	bool person = sight_has(sight, CUE_PERSON);
	bool long_post = sight->word_count >= LONG_POST;
	add_if(sum, person, POINTS_PERSON);
	add_if(sum, !person && sight_has(sight, CUE_KIN), POINTS_KIN);
	add_if(sum, is_harmed(sight) && speaks(sight), POINTS_SPEAKS);
	add_if(sum, is_harmed(sight) && sight_has(sight, CUE_ABROAD), POINTS_ABROAD);
	add_if(sum, long_post && speaks(sight), POINTS_LONG);
}

static void add_how(struct sum *sum)
{
	const struct sight *sight = sum->sight;
	bool asks = sight_has(sight, CUE_REQUEST);
	add_if(sum, asks, POINTS_REQUEST);
	add_if(sum, asks && is_harmed(sight), POINTS_ASKED);
	add_if(sum, sight_has(sight, CUE_ONGOING), POINTS_ONGOING);
	add_if(sum, sight->cue_count[CUE_ONGOING] > 1, POINTS_ONGOING_MORE);
	add_if(sum, sight_has(sight, CUE_POLICE), POINTS_POLICE);
	add_if(sum, names_place(sight), POINTS_PLACE);
	add_if(sum, sight_has(sight, CUE_DOUBT), POINTS_DOUBT);
}

/* What speaks against it. */
static void add_against(struct sum *sum)
{
	const struct sight *sight = sum->sight;
	bool own = speaks(sight);
	bool news = sight_has(sight, CUE_NEWS);
	bool joke = sight_has(sight, CUE_JOKE) || sight_has(sight, CUE_WISH);
	bool much_news = sight->cue_count[CUE_NEWS] >= MUCH;
	add_if(sum, news && own && !much_news, POINTS_NEWS_OWN);
	add_if(sum, news && (!own || much_news), POINTS_NEWS);
	add_if(sum, joke && own && !is_joke(sight), POINTS_JOKE_OWN);
	add_if(sum, joke && (!own || is_joke(sight)), POINTS_JOKE);
}

static int at_most(const struct sight *sight, int score, bool holds, enum points points)
{
	int most = points_for(sight, points);
	return holds && score > most ? most : score;
}

static int weigh(const struct sight *sight)
{
	struct sum sum = {sight, 0};
	add_what(&sum);
	add_who(&sum);
	add_how(&sum);
	add_against(&sum);
	bool close = speaks(sight) || sight_has(sight, CUE_REQUEST) ||
		     sight_has(sight, CUE_ONGOING) || sight->conduct.points >= PHRASE_POINTS;
	bool clear = (sight->police_matter || sight->conduct.points) &&
		     !(sight_has(sight, CUE_DOUBT) && sight->matter.points < PHRASE_POINTS);
	sum.score = at_most(sight, sum.score, !clear, POINTS_UNCLEAR);
	return at_most(sight, sum.score, !close, POINTS_DISTANT);
}

/* --- danger --- */

static bool find_danger(struct sight *sight)
{
	bool now = sight_has(sight, CUE_NOW) || sight_has(sight, CUE_ONGOING);
	bool over = sight_has(sight, CUE_PAST) && !sight_has(sight, CUE_NOW);
	bool close = speaks(sight) || sight_has(sight, CUE_REQUEST) || now;
	if (over || !close || is_joke(sight) || (sight_has(sight, CUE_NEWS) && !speaks(sight)))
		return false;
	static const enum cue outright[] = {CUE_DANGER, CUE_SELF_HARM, CUE_CHILD_ALONE};
	for (size_t i = 0; i < sizeof(outright) / sizeof(*outright); i++) {
		if (!sight_has(sight, outright[i]))
			continue;
		sight_cue_reason(sight, "urgent", cue_name(outright[i]), outright[i]);
		return true;
	}
	if (!sight_has(sight, CUE_NOW))
		return false;
	enum cue cue = sight_has(sight, CUE_ABDUCTION) ? CUE_ABDUCTION : CUE_WEAPON;
	sight_cue_reason(sight, "urgent", cue_name(cue), cue);
	return sight_has(sight, cue);
}

/* --- wishes beside a complaint --- */

/* Whether the post is nothing but a yes: few words, the first of them yes, and nothing that we know
 * beside it. */
static bool is_bare_yes(const struct sight *sight)
{
	if (!sight_has(sight, CUE_YES) || sight->word_count > BARE_POST || is_harmed(sight))
		return false;
	static const enum cue others[] = {CUE_SOLVED, CUE_NOT_SOLVED, CUE_STATUS, CUE_OPTOUT,
		CUE_GREETING, CUE_THANKS, CUE_TAKEDOWN, CUE_WITHDRAW, CUE_ABUSE};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (sight_has(sight, others[i]))
			return false;
	}
	for (size_t i = 0; i < sight->word_count; i++) {
		if (sight->words[i].flags & LEXICON_NEGATION)
			return false;
	}
	return sight->matches.matches[sight->cue_match[CUE_YES]].first == 0;
}

static void find_consent(struct sight *sight)
{
	bool asks = sight_has(sight, CUE_INFORM) && !is_harmed(sight);
	sight->out->consent = asks || is_bare_yes(sight);
	if (sight->out->consent)
		sight_cue_reason(sight, "consent", "yes", asks ? CUE_INFORM : CUE_YES);
}

static void find_verdict(struct sight *sight)
{
	struct reading *out = sight->out;
	if (sight_has(sight, CUE_NOT_SOLVED)) {
		out->verdict = VERDICT_NOT_SOLVED;
		sight_cue_reason(sight, "verdict", "not_solved", CUE_NOT_SOLVED);
	} else if (sight_has(sight, CUE_SOLVED) && !sight_has(sight, CUE_REQUEST)) {
		out->verdict = VERDICT_SOLVED;
		sight_cue_reason(sight, "verdict", "solved", CUE_SOLVED);
	}
}

static void find_wishes(struct sight *sight)
{
	struct reading *out = sight->out;
	out->takedown = sight_has(sight, CUE_TAKEDOWN);
	out->withdraw = sight_has(sight, CUE_WITHDRAW);
	sight_cue_reason(sight, "takedown", "yes", CUE_TAKEDOWN);
	sight_cue_reason(sight, "withdraw", "yes", CUE_WITHDRAW);
	find_verdict(sight);
	find_consent(sight);
}

/* --- elsewhere: another state, a court --- */

/* Whether the first other state is where it happened, not where the author lives. */
static bool is_in_other_state(const struct sight *sight)
{
	if (!sight_has(sight, CUE_STATE) || names_place(sight))
		return false;
	const struct lexicon_match *state = &sight->matches.matches[sight->cue_match[CUE_STATE]];
	if (!sight_has(sight, CUE_RESIDENCE))
		return true;
	const struct lexicon_match *residence =
		&sight->matches.matches[sight->cue_match[CUE_RESIDENCE]];
	bool lives_there =
		residence->last + 2 >= state->first && residence->first <= state->last + 2;
	return !lives_there || sight->cue_count[CUE_STATE] > 1;
}

static void find_elsewhere(struct sight *sight)
{
	bool state = is_in_other_state(sight);
	bool court = sight_has(sight, CUE_COURT) && !sight->police_matter && !sight->conduct.points;
	if (state)
		sight_cue_reason(sight, "elsewhere", "other state", CUE_STATE);
	if (court)
		sight_cue_reason(sight, "elsewhere", "court", CUE_COURT);
	bool force = sight_has(sight, CUE_FORCE) && !sight->in_state;
	if (force)
		sight_cue_reason(sight, "elsewhere", "other force", CUE_FORCE);
	sight->out->elsewhere = sight->out->elsewhere || state || court || force;
}

/* --- intent --- */

/* Asks about something told before, rather than telling something new. */
static bool is_status_query(const struct sight *sight)
{
	if (!sight_has(sight, CUE_STATUS))
		return false;
	bool tells = sight->police_matter && sight->matter.points >= PHRASE_POINTS;
	return sight->out->case_id[0] || sight->word_count <= SHORT_POST ||
	       (!tells && sight->word_count <= RETOLD_POST);
}

/* Presses or adds to what was told before. One such word in a long post is not enough. */
static bool presses(const struct sight *sight)
{
	uint32_t count = sight->cue_count[CUE_FOLLOWUP];
	return count > 1 || (count && (sight->word_count <= LONG_POST || !is_harmed(sight)));
}

/* Thanks, and means it: nothing is asked, and nothing taken back. */
static bool is_thankful(const struct sight *sight, bool complains)
{
	if (!sight_has(sight, CUE_THANKS) || sight->out->verdict == VERDICT_NOT_SOLVED)
		return false;
	bool plain = !sight_has(sight, CUE_REQUEST) && !sight_has(sight, CUE_BUT);
	return !complains || sight_has(sight, CUE_SOLVED) ||
	       (plain && sight->word_count <= RETOLD_POST && sight->conduct.points < PHRASE_POINTS);
}

static bool is_followup(const struct sight *sight)
{
	const struct reading *out = sight->out;
	return out->case_id[0] || out->verdict != VERDICT_NONE || out->withdraw ||
	       sight_has(sight, CUE_FOLLOWUP);
}

static enum intent choose(const struct sight *sight, bool complains, enum cue *out_cue)
{
	struct wish {
		bool holds;
		enum intent intent;
		enum cue cue;
	};
	bool brief = sight->word_count <= SHORT_POST;
	bool stop = sight_has(sight, CUE_OPTOUT) && !sight->police_matter && (brief || !complains);
	bool spam = sight_has(sight, CUE_SPAM) && (!complains || sight->cue_count[CUE_SPAM] > 1);
	bool abuse = sight_has(sight, CUE_ABUSE) && !complains;
	bool unsolved = sight->out->verdict == VERDICT_NOT_SOLVED;
	bool happy = is_thankful(sight, complains);
	bool named = sight->out->case_id[0] != '\0';
	bool thanks = sight_has(sight, CUE_THANKS);
	bool greets = sight_has(sight, CUE_GREETING);
	bool asks = sight_has(sight, CUE_REQUEST) || complains;
	const struct wish wishes[] = {
		{sight->out->urgent, INTENT_COMPLAINT, CUE_DANGER},
		{stop || sight->out->takedown, INTENT_OPTOUT, CUE_OPTOUT},
		{spam, INTENT_SPAM, CUE_SPAM},
		{is_status_query(sight), INTENT_STATUS_QUERY, CUE_STATUS},
		{named && brief && sight_has(sight, CUE_WHAT_BECAME), INTENT_STATUS_QUERY,
			CUE_WHAT_BECAME},
		{named && !happy, INTENT_FOLLOWUP, CUE_FOLLOWUP},
		{sight_has(sight, CUE_WISH) && !asks && !(brief && greets), INTENT_OTHER, CUE_WISH},
		{happy, INTENT_THANKS, CUE_THANKS},
		{sight->out->withdraw, INTENT_FOLLOWUP, CUE_WITHDRAW},
		{unsolved && (brief || thanks || !sight->police_matter), INTENT_FOLLOWUP,
			CUE_NOT_SOLVED},
		{presses(sight), INTENT_FOLLOWUP, CUE_FOLLOWUP},
		{complains, INTENT_COMPLAINT, CUE_REQUEST},
		{abuse, INTENT_ABUSE, CUE_ABUSE},
		{is_followup(sight), INTENT_FOLLOWUP, CUE_FOLLOWUP},
		{sight_has(sight, CUE_GREETING), INTENT_GREETING, CUE_GREETING},
	};
	for (size_t i = 0; i < sizeof(wishes) / sizeof(*wishes); i++) {
		*out_cue = wishes[i].cue;
		if (wishes[i].holds)
			return wishes[i].intent;
	}
	return INTENT_OTHER;
}

static bool may_open_case(const struct sight *sight)
{
	const struct reading *out = sight->out;
	bool retold = out->intent == INTENT_FOLLOWUP && sight->word_count >= RETOLD_POST &&
		      sight->police_matter && out->verdict == VERDICT_NONE;
	return (out->intent == INTENT_COMPLAINT || retold) && !out->elsewhere && !out->withdraw &&
	       !out->takedown;
}

static void set_band(struct sight *sight, int score)
{
	const struct config *config = sight->reader->config;
	struct reading *out = sight->out;
	if (!may_open_case(sight) && score >= config->actionable_doubtful)
		score = config->actionable_doubtful - 1;
	out->score = score < 0 ? 0 : score > 100 ? 100 : score;
	out->actionable = out->score >= config->actionable_yes        ? BAND_YES
			  : out->score >= config->actionable_doubtful ? BAND_DOUBTFUL
								      : BAND_NO;
}

static void explain(struct sight *sight)
{
	static const enum cue cues[] = {CUE_PERSON, CUE_KIN, CUE_HARM, CUE_REQUEST, CUE_ONGOING,
		CUE_POLICE, CUE_UP, CUE_NEWS};
	for (size_t i = 0; i < sizeof(cues) / sizeof(*cues); i++)
		sight_cue_reason(sight, "actionable", cue_name(cues[i]), cues[i]);
}

void intent_find(struct sight *sight)
{
	struct reading *out = sight->out;
	int score = weigh(sight);
	out->urgent = find_danger(sight);
	if (out->urgent && score < points_for(sight, POINTS_DANGER))
		score = points_for(sight, POINTS_DANGER);
	find_wishes(sight);
	find_elsewhere(sight);
	bool light = sight_has(sight, CUE_THANKS) || sight_has(sight, CUE_JOKE) ||
		     sight_has(sight, CUE_NEWS) || sight_has(sight, CUE_WISH);
	bool complains =
		score >= sight->reader->config->actionable_doubtful || (out->elsewhere && !light);
	enum cue cue;
	out->intent = choose(sight, complains, &cue);
	out->elsewhere = out->elsewhere && out->intent == INTENT_COMPLAINT;
	if (out->intent != INTENT_OTHER)
		sight_cue_reason(sight, "intent", intent_name(out->intent), cue);
	set_band(sight, score);
	explain(sight);
}
