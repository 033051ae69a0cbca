/* Words before a number, as plain text has them: lower case, no nukta, anusvara for chandrabindu. */
#include "text/told.h"

#include <string.h>

enum { WORD_MAX = 48 }; /* bytes */

static const char fillers[] =
	" is are hai h are my mera meri our the of this her his ka ki ke ko was s है का की के को "
	"मेरा मेरी ये यह ";
static const char numbers[] =
	" no nos nr num numb number numbers nmbr nambar nbr id नंबर नम्बर न नं सं संख्या क्रमांक ";
static const char phones[] =
	" ph phn phone phones fone fon tel telephone landline mob mobile mobail mobil mbl cell call "
	"calls contact cntct whatsapp whatsaap watsapp whatsap wa wp wapp sms dial fax imo फोन मोबाइल "
	"मोबाईल मोब मो संपर्क सम्पर्क कॉल काल व्हाट्सएप व्हाट्सऐप व्हाटसएप व्हाट्सअप दूरभाष टेलीफोन ";
static const char accounts[] =
	" account accounts accnt acct acc ac khata bank card atm aadhaar aadhar adhar adhaar aadhhar "
	"aadharcard uid uidai pan upi dl licence license voter epic ifsc खाता खाते अकाउंट बैंक कार्ड "
	"आधार पैन लाइसेंस ";
static const char passports[] = " passport passports pasport passprt ppt पासपोर्ट पारपत्र ";
static const char references[] =
	" fir case cases crime cr cri cnr ncr gd dd gdr complaint complain ack acknowledgement "
	"acknowledgment ref reference igrs jansunwai ncrp utr rrn txn transaction order token ticket "
	"docket pin pincode zip zipcode file application एफआईआर मु अ मुकदमा मुअसं अपराध केस शिकायत संदर्भ "
	"पिन पिनकोड आवेदन ";
static const char laws[] =
	" ipc bns bnss bsa crpc cpc section sections sec secs act dhara dharao dharaon धारा धाराओं धाराएं "
	"भादवि भादंवि आईपीसी बीएनएस अधिनियम ";
static const char currencies[] =
	" rs inr usd cad aud aed gbp eur rupees rupee rupaye rupya rupay lakh lakhs lac lacs crore crores "
	"cr रु रुपये रुपए रूपये रुपया लाख करोड ";

/* Whether the list has the word, which has no blank in it. */
static int has(const char *list, const char *word, size_t length)
{
	char parted[WORD_MAX + 3] = " ";
	memcpy(parted + 1, word, length);
	parted[length + 1] = ' ';
	parted[length + 2] = '\0';
	return strstr(list, parted) != NULL;
}

enum told told_by(const char *word, size_t length)
{
	static const struct {
		const char *list;
		enum told told;
	} lists[] = {{phones, TOLD_PHONE}, {numbers, TOLD_NUMBER}, {fillers, TOLD_FILLER},
		{references, TOLD_REFERENCE}, {laws, TOLD_LAW}, {passports, TOLD_PASSPORT},
		{accounts, TOLD_ACCOUNT}, {currencies, TOLD_CURRENCY}};
	if (length == 0 || length > WORD_MAX || memchr(word, ' ', length))
		return TOLD_NOTHING;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (has(lists[i].list, word, length))
			return lists[i].told;
	}
	return TOLD_NOTHING;
}
