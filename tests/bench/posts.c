/*
 * Mentions for measuring: made-up posts to a help handle, as JSON Lines of X's post objects, the
 * same for the same seed. A given part of them asks the police for something (complaints in three
 * languages, of varied places, matters and lengths); the rest is what such a handle is shown besides:
 * thanks, greetings, news, chatter, spam, questions after a case.
 *
 * A complaint is put together from parts (how it begins, the matter, the place, since when, a detail,
 * the request), so that hardly two are alike. Each complainant is a person of their own: a second
 * complaint of the same author would be no new case.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum language { EN, HI, HINGLISH, LANGUAGES };
enum { OTHERS = 30000, PARTS_MAX = 40 };

static const int64_t FIRST_SECOND = 1762300800; /* 2025-11-05, a Wednesday */
static const uint64_t FIRST_POST = 1985000000000000000u, ID_STEP = 1048576;
static const uint64_t FIRST_AUTHOR = 1500000000000000000u;

/* xorshift64*, by Marsaglia and Vigna: the same everywhere. */
static uint64_t random_state;

static uint64_t draw(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 2685821657736338717u;
}

static uint64_t below(uint64_t limit)
{
	return (draw() >> 16) % limit;
}

/* --- the parts --- */

static const char *const places[][LANGUAGES] = {
	{"Agra", "आगरा", "agra"},
	{"Aligarh", "अलीगढ़", "aligarh"},
	{"Amroha", "अमरोहा", "amroha"},
	{"Ayodhya", "अयोध्या", "ayodhya"},
	{"Azamgarh", "आजमगढ़", "azamgarh"},
	{"Bahraich", "बहराइच", "bahraich"},
	{"Ballia", "बलिया", "ballia"},
	{"Barabanki", "बाराबंकी", "barabanki"},
	{"Bareilly", "बरेली", "bareli"},
	{"Bijnor", "बिजनौर", "bijnor"},
	{"Budaun", "बदायूं", "badaun"},
	{"Bulandshahr", "बुलंदशहर", "bulandshahr"},
	{"Chandauli", "चंदौली", "chandauli"},
	{"Deoria", "देवरिया", "deoria"},
	{"Etawah", "इटावा", "etawah"},
	{"Fatehpur", "फतेहपुर", "fatehpur"},
	{"Firozabad", "फिरोजाबाद", "firozabad"},
	{"Ghaziabad", "गाजियाबाद", "gaziabad"},
	{"Ghazipur", "गाजीपुर", "gazipur"},
	{"Gonda", "गोंडा", "gonda"},
	{"Gorakhpur", "गोरखपुर", "gorakhpur"},
	{"Hapur", "हापुड़", "hapur"},
	{"Hardoi", "हरदोई", "hardoi"},
	{"Hathras", "हाथरस", "hathras"},
	{"Jaunpur", "जौनपुर", "jaunpur"},
	{"Jhansi", "झांसी", "jhansi"},
	{"Kanpur", "कानपुर", "kanpur"},
	{"Kanpur Dehat", "कानपुर देहात", "kanpur dehat"},
	{"Kasganj", "कासगंज", "kasganj"},
	{"Kushinagar", "कुशीनगर", "kushinagar"},
	{"Lakhimpur Kheri", "लखीमपुर खीरी", "lakhimpur kheri"},
	{"Lalitpur", "ललितपुर", "lalitpur"},
	{"Lucknow", "लखनऊ", "lko"},
	{"Gomti Nagar, Lucknow", "गोमती नगर, लखनऊ", "gomti nagar lucknow"},
	{"Mainpuri", "मैनपुरी", "mainpuri"},
	{"Mathura", "मथुरा", "mathura"},
	{"Meerut", "मेरठ", "meerut"},
	{"Mirzapur", "मिर्जापुर", "mirzapur"},
	{"Moradabad", "मुरादाबाद", "muradabad"},
	{"Muzaffarnagar", "मुजफ्फरनगर", "muzaffarnagar"},
	{"Noida", "नोएडा", "noida"},
	{"Pilibhit", "पीलीभीत", "pilibhit"},
	{"Pratapgarh", "प्रतापगढ़", "pratapgarh"},
	{"Prayagraj", "प्रयागराज", "allahabad"},
	{"Raebareli", "रायबरेली", "raibareli"},
	{"Saharanpur", "सहारनपुर", "saharanpur"},
	{"Shahjahanpur", "शाहजहांपुर", "shahjahanpur"},
	{"Sitapur", "सीतापुर", "sitapur"},
	{"Sultanpur", "सुल्तानपुर", "sultanpur"},
	{"Unnao", "उन्नाव", "unnao"},
	{"Varanasi", "वाराणसी", "banaras"},
};

struct parts {
	const char *begins[PARTS_MAX];
	const char *matters[PARTS_MAX]; /* %s: the place */
	const char *since[PARTS_MAX];
	const char *details[PARTS_MAX];
	const char *asks[PARTS_MAX];
};

static const struct parts parts[LANGUAGES] = {
	[EN] =
		{
			.begins = {"", "", "", "Sir, ", "Respected Sir, ", "Dear Sir/Madam, ",
				"Hello, ", "I live in Toronto. ", "I work in Dubai. ",
				"Writing from Leeds. ", "I am an NRI in Doha. ", "Namaste. "},
			.matters = {"my uncle has grabbed my land in %s and is not letting us enter",
				"my bike was stolen in %s",
				"goons are threatening my family in %s because of an old dispute",
				"UPI fraud with my father in %s, money deducted from his account",
				"our house in %s was robbed, thieves took jewellery and cash",
				"the tenant is not vacating my ancestral house at %s",
				"FIR not registered in %s for my stolen car, the police station refuses",
				"no action taken by %s police on the assault on my brother",
				"a travel agent in %s took money and gave me fake documents, I have been cheated",
				"my cousin went missing from %s",
				"my sister is beaten by husband and in-laws in %s, they want dowry",
				"my police verification is pending in %s",
				"loud music and DJ every night near our house in %s",
				"a constable in %s is asking for money for my complaint, this is a bribe",
				"someone made a fake profile of me and asks my relatives in %s for money",
				"my elderly parents live alone in %s and are not answering phone",
				"land mafia broke the wall of our plot in %s and built a room on it",
				"a truck hit my cousin's scooter in %s and drove away",
				"my NRI husband from %s abandoned me after marriage and took my passport",
				"chain snatching with my mother in %s, two men on a motorcycle"},
			.since = {"", "", " since last week", " since March", " yesterday night",
				" two days ago", " this morning", " for three months now"},
			.details = {"", "", " The papers are with my brother.",
				" We have photos and a video of it.",
				" The neighbours have seen everything.",
				" My phone is +44 7700 900123, please call.",
				" My father is 74 and cannot run to the station every day.",
				" They say that they know big people and nothing will happen to them.",
				" We went to the outpost twice and were sent away.",
				" The matter was told to the pradhan also, nothing came of it."},
			.asks = {" Please help.", " Please help me.", " Please take action.",
				" Kindly look into it.", " We need protection.", " Kindly help us.",
				" Please help, we have nobody there."},
		},
	[HI] =
		{
			.begins = {"", "", "", "महोदय, ", "सर, ", "नमस्ते, ", "माननीय महोदय, ",
				"मैं दुबई में रहता हूं। ", "मैं पर्थ से लिख रहा हूं। "},
			.matters = {"%s में मेरी ज़मीन पर भूमाफिया ने कब्जा कर लिया है",
				"%s में मेरे भाई के साथ मारपीट हुई, थाने में एफआईआर नहीं लिखी जा रही",
				"%s में हमारे घर का ताला तोड़कर चोरी हो गई",
				"%s में दबंग मेरे पिता को धमकी दे रहे हैं",
				"%s में मेरी बहन को ससुराल वाले दहेज के लिए परेशान कर रहे हैं",
				"%s में दरोगा जी मुझसे रिश्वत मांग रहे हैं",
				"%s से हूं, मेरे खाते से पैसे कट गए, साइबर ठगी हुई है",
				"मेरा बेटा लापता है, %s का मामला है",
				"%s पुलिस कोई कार्रवाई नहीं कर रही, आरोपी खुलेआम घूम रहे हैं, मेरा परिवार डरा हुआ है",
				"%s में रोज रात भर डीजे बज रहा है, पढ़ाई नहीं हो पाती",
				"%s में मेरा पासपोर्ट सत्यापन अटका है",
				"%s में एजेंट ने विदेश भेजने के नाम पर मेरे पैसे हड़प लिए"},
			.since = {"", "", " कल से", " दो महीने से यही हाल है", " आज सुबह की घटना है"},
			.details = {"", "", " कागज मेरे भाई के पास हैं।", " हमारे पास वीडियो भी है।",
				" मेरे पिता 74 साल के हैं, रोज थाने नहीं जा सकते।",
				" दो बार चौकी गए, वापस भेज दिया गया।"},
			.asks = {" कृपया मदद करें।", " मदद कीजिए।", " कृपया कार्रवाई करें।",
				" न्याय दिलाएं।", " कृपया संज्ञान लें, मदद करें।"},
		},
	[HINGLISH] =
		{
			.begins = {"", "", "", "sir ", "Sir ji ", "namaste sir, ",
				"main Dubai me rehta hu, "},
			.matters = {"meri zameen par %s me kabja kar liya hai padosi ne",
				"%s me mere bhai ke sath marpit hui, FIR abhi tak nahi likhi gayi",
				"mera mobile chheen liya %s station ke paas",
				"%s jile me dabang log mere parivar ko dhamki de rahe hai",
				"%s me mere papa ke ghar chori ho gayi, tala tod ke jewar le gaye",
				"%s me mere papa ke sath dhokadhadi hui, agent ne paise hadap liye",
				"%s me ek ladka meri behen ko pareshan kar raha hai, roz picha karta hai",
				"%s police koi karwai nahi kar rahi, mera case do mahine se pada hai",
				"%s chowki wale paise maang rahe hai mujhse, rishwat ke bina kaam nahi",
				"mera passport verification %s me pending hai",
				"%s me mere khate se paise kat gaye, online fraud hua hai",
				"%s me hamare plot par kabza ho gaya hai, dabang log hain"},
			.since = {"", "", " kal raat se", " pichle hafte se", " 2 mahine se"},
			.details = {"", "", " kagaz mere bhai ke paas hai.",
				" video bhi hai hamare paas.",
				" papa 74 saal ke hai, roz thane nahi ja sakte.",
				" do baar chowki gaye, bhaga diya."},
			.asks = {" madad kijiye", " kripya madad kare", " please help sir",
				" karwai kare", " nyay chahiye, madad karo"},
		},
};

static const char *const thanks[] = {"Thank you so much for the quick help",
	"Great job by Lucknow police, proud of you", "Thanks sir, very kind of your team",
	"बहुत बहुत धन्यवाद यूपी पुलिस", "आपकी टीम का आभार, बहुत अच्छा काम", "dhanyavad sir aapka",
	"bahut badhiya kaam sir, salute", "Well done team, keep it up, Jai Hind!"};
static const char *const greetings[] = {"Good morning sir", "Happy Diwali to all officers",
	"नमस्ते जी", "शुभ प्रभात", "Jai hind sir ji", "Ram ram sir", "Happy new year to the whole team",
	"Namaste, good morning"};
static const char *const news[] = {
	"Man arrested in %s over property dispute, say police, two others sent to jail",
	"The minister inaugurated a new building in %s today, many officers attended",
	"%s: लूट के आरोपी को पुलिस ने मुठभेड़ में गिरफ्तार किया",
	"%s में यातायात जागरूकता कार्यक्रम का आयोजन, बच्चों ने रैली निकाली",
	"UP police ne %s me loot ka khulasa kiya, do giraftar",
	"The opposition says law and order in %s is dead, the government says it never was better",
	"Weather: dense fog expected around %s until Friday, trains are running late"};
static const char *const chatter[] = {"What a match yesterday, India killed it!",
	"Price rise is daylight loot of the middle class", "Kal bhai bahut hasa raha tha",
	"Missing the chaat of %s so much, nothing like it here in London",
	"%s की चाट की बात ही कुछ और है", "nice picture from %s, where was it taken?",
	"Be careful out there, sambhal ke chalo dosto", "lol this is so true",
	"Interesting thread, worth reading to the end",
	"Which flight is the cheapest to %s in December?", "mausam bahut accha hai aaj", "😀😀😀",
	"यह तो बहुत बढ़िया है", "Visited %s after ten years, so much has changed"};
static const char *const spam[] = {
	"Earn 500 dollars daily from home! Guaranteed profit with crypto signals. DM me now",
	"Follow back please, giveaway today! click the link https://example.com",
	"ghar baithe paise kamao, link par click kare https://example.com", "घर बैठे पैसे कमाएं"};
static const char *const questions[] = {"Any update on my complaint?", "status please",
	"मेरी शिकायत का क्या हुआ", "meri shikayat ka kya hua sir", "koi update hai kya mere case me",
	"Is anybody working on it?"};

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ONE_OF(array) (array)[below(COUNT(array))]

/* --- posts --- */

struct made {
	char text[2000];
	uint64_t author;
};

static const char *part(const char *const list[PARTS_MAX])
{
	size_t count = 0;
	while (count < PARTS_MAX && list[count])
		count++;
	return list[below(count)];
}

static void add(struct made *out, const char *text)
{
	size_t used = strlen(out->text);
	snprintf(out->text + used, sizeof out->text - used, "%s", text);
}

/* Text in which %s stands for a place. */
static void add_placed(struct made *out, const char *text, enum language language)
{
	const char *slot = strstr(text, "%s");
	if (!slot) {
		add(out, text);
		return;
	}
	char before[1000];
	snprintf(before, sizeof before, "%.*s", (int)(slot - text), text);
	add(out, before);
	add(out, places[below(COUNT(places))][language]);
	add(out, slot + 2);
}

static enum language draw_language(void)
{
	uint64_t part_of_100 = below(100);
	return part_of_100 < 45 ? EN : part_of_100 < 75 ? HINGLISH : HI;
}

static void make_complaint(struct made *out, uint64_t number)
{
	enum language language = draw_language();
	const struct parts *from = &parts[language];
	add(out, part(from->begins));
	add_placed(out, part(from->matters), language);
	add(out, part(from->since));
	add(out, language == HI ? "।" : ".");
	add(out, part(from->details));
	add(out, part(from->asks));
	out->author = FIRST_AUTHOR + OTHERS + number;
}

static bool is_hindi(const char *text)
{
	return strstr(text, "की") || strstr(text, "में") || strstr(text, "के");
}

static void make_other(struct made *out, uint64_t number)
{
	uint64_t kind = below(100);
	const char *text = kind < 22   ? ONE_OF(thanks)
			   : kind < 37 ? ONE_OF(greetings)
			   : kind < 57 ? ONE_OF(news)
			   : kind < 87 ? ONE_OF(chatter)
			   : kind < 94 ? ONE_OF(spam)
				       : ONE_OF(questions);
	add_placed(out, text, is_hindi(text) ? HI : EN);
	out->author = FIRST_AUTHOR + below(OTHERS);
	if (kind >= 94) /* somebody who may have written before */
		out->author = FIRST_AUTHOR + OTHERS + below(number + 1);
}

static void write_post(const struct made *made, uint64_t number)
{
	time_t at = (time_t)(FIRST_SECOND + (int64_t)number);
	struct tm utc;
	char created[32];
	gmtime_r(&at, &utc);
	strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%S", &utc);
	uint64_t id = FIRST_POST + number * ID_STEP;
	printf("{\"id\":\"%" PRIu64 "\",\"text\":\"@UPPolNRI %s\",\"author_id\":\"%" PRIu64
	       "\",\"conversation_id\":\"%" PRIu64 "\",\"created_at\":\"%s.000Z\","
	       "\"edit_history_tweet_ids\":[\"%" PRIu64 "\"]}\n",
		id, made->text, made->author, id, created, id);
}

static void write_posts(uint64_t count, uint64_t complaints_of_1000)
{
	for (uint64_t i = 0; i < count; i++) {
		struct made made = {.text = ""};
		if (below(1000) < complaints_of_1000)
			make_complaint(&made, i);
		else
			make_other(&made, i);
		write_post(&made, i);
	}
}

static const char usage[] =
	"Usage: bench-posts [--count N] [--seed N] [--complaints N (of 1000)]\n";

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"count", required_argument, NULL, 'n'},
		{"seed", required_argument, NULL, 's'},
		{"complaints", required_argument, NULL, 'c'},
		{0},
	};
	uint64_t count = 100000, seed = 1, complaints = 227;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		uint64_t number = optarg ? strtoull(optarg, NULL, 10) : 0;
		if (option == 'n')
			count = number;
		else if (option == 's')
			seed = number;
		else if (option == 'c')
			complaints = number;
		else {
			fputs(usage, stderr);
			return 2;
		}
	}
	random_state = seed * 0x9e3779b97f4a7c15u + 1;
	write_posts(count, complaints);
	return fflush(stdout) == 0 ? 0 : 1;
}
