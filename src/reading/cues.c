/* The words and phrases of each cue, in English, Hindi and Hinglish. They are loose: other endings
 * and small words in between are understood, so each is written once in its plainest form. */
#include "reading/cues.h"

#include <string.h>

#include "base/mem.h"

struct cue_words {
	enum cue cue;
	const char *phrases;
};

/* Short words that a change of ending would make into others. */
static bool is_exact(enum cue cue)
{
	return cue == CUE_PERSON || cue == CUE_KIN || cue == CUE_STATE || cue == CUE_YES ||
	       cue == CUE_UP;
}

static const struct cue_words cue_words[] = {
	{CUE_PERSON,
		"i|my|mine|we|our|myself|im|ive|to me|with me|from me|for me|call me|beat me|kill "
		"me|attacked me|cheated me|robbed me|abused me|against me|threatening me|harassing "
		"me|help "
		"me|mera|meri|mere|mujhe|mujhko|mujhse|mujse|muje|mjhe|maine|mene|hum|humse|hamse|"
		"humko|humein|hame|hamein|hamara|hamari|hamare|humara|humari|humare|apna|apni|apne|"
		"मैं|मैंने|मुझे|मुझको|मुझसे|मुझपर|मेरा|मेरी|मेरे|हम|हमें|हमको|हमने|हमारा|हमारी|हमारे|अपना|अपनी|अपने"},
	{CUE_KIN, "father|mother|parents|brother|brothers|sister|sisters|wife|husband|son|sons|"
		  "daughter|daughters|friends|neighbours|uncle|aunt|aunty|nephew|niece|cousin|"
		  "grandfather|grandmother|grandparents|family|neighbour|neighbor|in "
		  "laws|friend|dad|mom|mum|"
		  "pita|pitaji|papa|mata|mataji|mummy|bhai|behen|bahan|beti|beta|pati|patni|chacha|"
		  "chachi|mama|dada|dadi|nana|nani|parivar|padosi|padoshi|bhatija|bhatiji|"
		  "पिता|पिताजी|पापा|माता|माताजी|मां|मम्मी|भाई|बहन|बेटी|बेटा|बेटे|पति|पत्नी|चाचा|चाची|मामा|"
		  "दादा|दादी|नाना|नानी|परिवार|पड़ोसी"},
	{CUE_REQUEST, "please help|pls help|plz help|help me|help us|help him|help her|help "
		      "them|kindly help|need help|need your help|need justice|want justice|give "
		      "justice|take action|take strict action|take necessary action|take "
		      "cognizance|look into|look in to|do the needful|kindly look|please "
		      "look|please do something|do something|please check|please save|please "
		      "send|send police|send someone|send ambulance|send help|please "
		      "intervene|intervene|please register|lodge fir|register fir|file "
		      "fir|register complaint|lodge complaint|want to complain|want to report|want "
		      "to file|report a|please arrest|arrest him|arrest them|please "
		      "investigate|please provide|please clear|please stop this|please "
		      "resolve|request you|requesting|humble request|i request|urgent help|any "
		      "help|can you help|could you help|please assist|kindly assist|please "
		      "guide|protection|provide security|requires action|seeking help|seek justice|"
		      "madad kijiye|madad karo|madad kare|madad karein|madad chahiye|meri "
		      "madad|help karo|help kijiye|help kare|help chahiye|karwai kare|karwai "
		      "karo|karwai kijiye|karwai ki jaye|karwahi kare|karyawahi kare|karyavahi "
		      "kare|karyavahi karo|karyawahi ki jaye|action lo|action lijiye|action "
		      "le|nyay dilaye|nyay dilao|nyay chahiye|insaf dilao|insaf chahiye|sangyan "
		      "le|sangyan lo|dhyan de|dhyan dijiye|kuch karo|kuch kijiye|kuch "
		      "karein|bachao|bacha lo|police bhejo|police bhejiye|fir likho|fir darj "
		      "karo|fir darj karwao|fir likhwani hai|kripya|kripaya|guhar|suraksha "
		      "dijiye|suraksha di jaye|suraksha chahiye|मदद|सहायता|कार्रवाई करें|कार्यवाही "
		      "करें|कार्रवाई की जाए|कार्यवाही की जाए|कार्रवाई करो|कार्रवाई कीजिए|कार्रवाई "
		      "करवाएं|न्याय दिलाएं|न्याय दिलाओ|न्याय चाहिए|न्याय की गुहार|इंसाफ|संज्ञान "
		      "लें|संज्ञान लीजिए|ध्यान दें|कृपया|कृपा|निवेदन|अनुरोध|"
		      "प्रार्थना|गुहार|बचाओ|बचाइए|कुछ करें|कुछ कीजिए|पुलिस भेजें|पुलिस भेजिए|सुरक्षा दी जाए|सुरक्षा "
		      "चाहिए|एफआईआर दर्ज करें|मुकदमा दर्ज करें|रिपोर्ट दर्ज करें"},
	{CUE_HARM, "attacked|beaten|beating|beat|thrashed|threatening|threatened|threat|harassing|"
		   "harassed|harassment|stole|stolen|"
		   "grabbed|snatched|cheated|duped|looted|robbed|occupied|kidnapped|missing|abused|"
		   "torture|tortured|trapped|blackmail|injured|unsafe|not "
		   "responding|refusing|refused|trespass|misbehaved|disappeared|forced|"
		   "pareshan|preshan|dhamka|dhamki|maar raha|maar "
		   "rahe|mara|peeta|pitai|chori|loot|kabza|dhokha|gali galauj|gaali|tang "
		   "kar|utpidan|jabardasti|zabardasti|hadap|cheen liya|chheen liya|"
		   "परेशान|धमका|धमकी|मारा|पीटा|पिटाई|चोरी|लूट|कब्जा|धोखा|गाली गलौज|गाली|तंग "
		   "कर|उत्पीड़न|जबरदस्ती|हड़प|छीन|प्रताड़ित|घायल"},
	{CUE_POLICE, "police|thana|thane|police "
		     "station|ps|fir|sho|daroga|kotwali|inspector|constable|chowki|"
		     "पुलिस|थाना|थाने|एफआईआर|दरोगा|कोतवाली|चौकी|प्रार्थना पत्र|तहरीर"},
	{CUE_ONGOING,
		"since|for the last|for last|from last|every day|everyday|every night|daily|whole "
		"night|all night|continuously|again and again|still|going on|till now|right "
		"now|currently|at night|past midnight|roz|roj|har raat|raat bhar|lagatar|kai din "
		"se|mahine se|saal se|din se|hafte se|subah se|raat se|kal se|abhi bhi|chal "
		"raha|ho raha|baj raha|laga hai|laga hua|रोज|रोजाना|हर रात|रात भर|लगातार|कई दिन "
		"से|दिनों से|महीने से|महीनों से|साल से|सालों से|सुबह से|रात से|कल से|अभी भी|चल "
		"रहा|हो रहा|बज रहा|लगा है|लगा हुआ"},
	{CUE_NOW, "right now|just now|at this moment|as we speak|minutes ago|minute ago|an hour "
		  "ago|half an hour ago|hours ago|hour ago|immediately|this very moment|happening "
		  "now|is being|are being|emergency|urgently|abhi abhi|abhi|isi waqt|is "
		  "samay|turant|jaldi|ghante pehle|minute pehle|thodi der pehle|अभी अभी|अभी|इसी "
		  "समय|इस समय|तुरंत|जल्दी|घंटे पहले|मिनट पहले|थोड़ी देर पहले|इमरजेंसी"},
	{CUE_PAST, "last year|years ago|year ago|months ago|month ago|last month|long ago|in the "
		   "past|earlier this year|pichle saal|saal pehle|mahine pehle|mahino pehle|पिछले "
		   "साल|साल पहले|महीने पहले|महीनों पहले|वर्ष पूर्व|माह पूर्व"},
	{CUE_COMPLAINT, "complaint|complain|case|application|grievance|ticket|request|fir|shikayat|"
			"sikayat|arji|prarthna patra|शिकायत|प्रकरण|मामला|मामले|केस|अर्जी|प्रार्थना "
			"पत्र|एफआईआर"},
	{CUE_FOLLOWUP, "regarding my complaint|with reference to my|in reference to my|further to "
		       "my|in continuation|as i told|as i said|as mentioned earlier|in "
		       "addition|adding to|more details|here are the details|details are|i have "
		       "sent|i sent you|have dm|sent dm|sent in dm|dm sent|dmed you|details in "
		       "dm|attached|pfa|update on my side|as requested|as you asked|you asked "
		       "for|one more thing|my number is|mobile number is|fir number is|fir "
		       "no|address is|meri purani shikayat|pehle bhi bataya|jaisa maine "
		       "bataya|maine bataya tha|details bhej di|dm kar diya|dm me bhej|aur ek baat|"
		       "number hai|fir number|pata hai|मेरी पुरानी शिकायत|पहले भी बताया|मैंने "
		       "बताया था|जैसा मैंने बताया|विवरण भेज|डीएम कर दिया|डीएम में भेज|और एक "
		       "बात|एफआईआर संख्या"},
	{CUE_STATUS,
		"kab tak|is my case|is my complaint|has my complaint|has my case|कब तक|any "
		"update|any updates|any news on|any progress|what is the status|whats the "
		"status|status of my|status of|status update|current status|status please|status "
		"pls|status plz|case status|complaint status|status|what happened to my|what "
		"happened with my|what became of|what about my complaint|progress of my|progress "
		"on my|when will my|how long will|update me on|please update|kindly update|update "
		"please|update on my|waiting for update|waiting for a reply|waiting for your "
		"reply|no reply yet|no update|no response yet|kya hua meri|kya hua mere|meri "
		"shikayat ka kya|mere case ka kya|meri complaint ka kya|shikayat ka kya hua|case "
		"ka kya hua|kya karwai hui|kya karyawahi hui|kya update|koi update|update "
		"do|update dijiye|status batao|status bataye|status kya|status bata dijiye|kab tak "
		"hoga|kab hogi karwai|kab tak hogi|kitna time lagega|कोई अपडेट|क्या अपडेट|अपडेट "
		"दें|स्थिति बताएं|स्थिति क्या|क्या स्थिति|क्या हुआ मेरी|मेरी शिकायत का क्या|शिकायत "
		"का क्या|मेरे मामले में क्या|मामले का क्या हुआ|क्या कार्रवाई हुई|क्या कार्यवाही "
		"हुई|कार्रवाई कब|कब तक होगी|कब तक होगा|स्टेटस"},
	/* Asks what became of a case only where one is named: "kya hua" alone is any "what happened". */
	{CUE_WHAT_BECAME,
		"what happened|what about|kya hua|kya ho raha|ka kya|क्या हुआ|क्या हो रहा|का क्या"},
	{CUE_THANKS, "thank you|thanks|thank u|thankyou|thx|tysm|many "
		     "thanks|grateful|gratitude|much appreciated|appreciate|great job|good job|"
		     "well done|good work|great work|excellent work|kudos|salute|hats off|proud "
		     "of|commendable|"
		     "dhanyavad|dhanyawad|dhanyabad|shukriya|sukriya|aabhar|abhar|bahut accha "
		     "kaam|sarahniya|badhai|धन्यवाद|शुक्रिया|आभार|सराहनीय|बहुत अच्छा "
		     "काम|बधाई|साधुवाद"},
	{CUE_GREETING, "good morning|good evening|good afternoon|good "
		       "night|hello|hi|hii|hey|namaste|namaskar|namaskaar|pranam|jai hind|jai shri "
		       "ram|ram ram|happy diwali|happy holi|happy new year|happy independence "
		       "day|happy republic day|happy birthday|wishing "
		       "you|shubhkamnaye|suprabhat|salaam|sat sri akal|नमस्ते|नमस्कार|प्रणाम|जय "
		       "हिंद|सुप्रभात|शुभ रात्रि|शुभकामनाएं|राम राम"},
	{CUE_OPTOUT, "stop|stop it|unsubscribe|stop replying|stop messaging|stop tagging me|stop "
		     "messages|stop sending|do not reply|dont reply|dont reply to me|do not "
		     "message|dont message me|do not contact me|dont contact me|leave me alone|do "
		     "not tag me|dont tag me|no more replies|no more messages|stop bothering "
		     "me|opt out|optout|remove me|mujhe reply mat|reply mat karo|reply mat "
		     "kijiye|reply na kare|message mat karo|message mat bhejo|message band|reply "
		     "band|tag mat karo|mujhe tag mat|jawab mat do|band karo ye message|जवाब मत "
		     "दो|जवाब मत दीजिए|जवाब न दें|रिप्लाई मत|मैसेज मत|संदेश मत|मैसेज बंद|टैग मत|मुझे टैग "
		     "न करें"},
	{CUE_SPAM, "earn money|earn from home|work from home|dm for|dm me for|click the link|click "
		   "link|click here|crypto signals|guaranteed returns|double your money|follow "
		   "back|followback|follow for follow|giveaway|buy now|order now|limited "
		   "offer|discount|promo code|use code|instant loan|personal loan|join "
		   "telegram|join our telegram|join whatsapp group|join our group|betting "
		   "tips|free recharge|lucky draw|call girls|escort service|hot deals|subscribe to "
		   "my|check out my|visit our website|best price|paise kamao|paise kamaye|ghar "
		   "baithe kamao|ghar baithe paise|loan chahiye to|follow karo|subscribe "
		   "karo|channel ko subscribe|link par click|घर बैठे कमाएं|घर बैठे पैसे|पैसे "
		   "कमाएं|पैसे कमाने|चैनल को सब्सक्राइब|लिंक पर क्लिक|फॉलो करें"},
	{CUE_ABUSE, "idiot|idiots|bastard|bastards|stupid|moron|shameless "
		    "police|fuck|fucking|asshole|son of a bitch|bloody fools|scoundrels|go to "
		    "hell|useless fellows|"
		    "kutte|kutta|kamine|kamina|haramkhor|harami|haramzade|saale|sale "
		    "kutte|chutiya|chutiye|bhadwe|bhosdike|madarchod|"
		    "behenchod|gadhe|nikamme|namard|ullu ke|"
		    "कुत्ते|कमीने|हरामखोर|हरामी|हरामजादे|साले|चूतिया|चूतिये|भड़वे|भोसड़ी|मादरचोद|बहनचोद|गधे|"
		    "निकम्मे|नामर्द"},
	{CUE_SOLVED, "solved|resolved|problem solved|issue resolved|matter resolved|matter is "
		     "settled|got my phone back|got it back|got my money back|he is found|she is "
		     "found|found safe|back home safe|sorted|all good now|hal ho gaya|hal ho "
		     "gai|ho gaya kaam|kaam ho gaya|mil gaya phone|samasya hal|samadhan ho "
		     "gaya|samadhan ho chuka|solve ho gaya|solve ho gayi|resolve ho gaya|mamla "
		     "nipat|हल हो गया|हल हो गई|समाधान हो गया|समाधान हो चुका|काम हो गया|मिल गया "
		     "है|मामला निपट|सुलझ गया|निस्तारण हो गया"},
	{CUE_NOT_SOLVED, "not yet|not solved|not resolved|unresolved|unsolved|not yet solved|not "
			 "yet resolved|still not|not satisfied|unsatisfied|still pending|nothing "
			 "happened|nothing has happened|nothing has been done|nothing was done|no "
			 "solution|wrong report|falsely closed|closed without|false disposal|isnt "
			 "solved|wasnt solved|problem continues|hal nahi|hal nhi|solve nahi|solve "
			 "nhi|solved nahi|resolve nahi|samadhan nahi|samadhan nhi|kuch nahi "
			 "hua|kuch nhi hua|abhi tak kuch nahi|santusht nahi|galat report|galat "
			 "nistaran|हल नहीं|समाधान नहीं|कुछ नहीं हुआ|कुछ भी नहीं हुआ|संतुष्ट "
			 "नहीं|असंतुष्ट|गलत आख्या|गलत निस्तारण|निस्तारण नहीं|फर्जी निस्तारण"},
	{CUE_YES, "yes|yeah|yep|yup|ok|okay|sure|agreed|i agree|haan|han|ha|haa|haanji|hanji|ji "
		  "haan|ji|theek hai|thik hai|bilkul|jarur|zaroor|हाँ|हां|जी हाँ|जी|जी हां|ठीक "
		  "है|बिल्कुल|जरूर"},
	{CUE_INFORM, "keep me informed|keep me updated|keep me posted|please inform me|let me "
		     "know|inform me|notify me|mujhe batate rahna|batate rahiye|mujhe bata "
		     "dena|suchit karte|soochit karte|मुझे सूचित|सूचित करते|बताते रहिए|बताते रहें"},
	{CUE_TAKEDOWN, "delete your reply|delete your tweet|delete your post|delete your "
		       "comment|delete this reply|delete that reply|delete the reply|remove your "
		       "reply|remove your tweet|remove your post|remove your comment|remove this "
		       "reply|remove the reply|remove that reply|take down your reply|take your "
		       "reply down|take down this|take down your tweet|take down your post|take "
		       "down the reply|apna reply hatao|reply hatao|reply hata do|reply "
		       "hataiye|reply delete karo|reply delete kar do|reply delete kijiye|tweet "
		       "hatao|tweet delete karo|apna tweet hatao|apna post hatao|jawab hatao|jawab "
		       "hata do|जवाब हटा|जवाब हटाओ|जवाब हटाइए|जवाब हटाएं|रिप्लाई हटा|रिप्लाई "
		       "डिलीट|ट्वीट हटा|ट्वीट डिलीट|पोस्ट हटा|जवाब डिलीट"},
	{CUE_WITHDRAW, "withdraw my complaint|withdraw complaint|withdraw the complaint|withdraw "
		       "my case|withdraw the case|withdraw this|withdrawing my complaint|take back "
		       "my complaint|take my complaint back|taking back my complaint|cancel my "
		       "complaint|close my complaint|dont want any action|do not want any "
		       "action|no action needed|no action required now|shikayat wapas|shikayat "
		       "vapas|complaint wapas|case wapas|shikayat waapis|shikayat wapis|complaint "
		       "wapis|shikayat cancel|koi karwai nahi chahiye|karwai nahi chahiye|शिकायत "
		       "वापस|मामला वापस|केस वापस|प्रार्थना पत्र वापस|शिकायत रद्द|कोई कार्रवाई नहीं "
		       "चाहिए|कार्रवाई नहीं चाहता|कार्रवाई नहीं चाहती"},
	{CUE_DANGER, "save my life|save our life|save our lives|save his life|save her life|life "
		     "in danger|life is in danger|lives are in danger|lives in danger|danger to my "
		     "life|danger to our life|will kill me|will kill us|will kill him|will kill "
		     "her|going to kill|trying to kill|want to kill me|about to kill|they may "
		     "kill|can kill me|might kill|being beaten|being attacked|getting beaten|being "
		     "raped|are attacking|attacking us|surrounded our house|surrounded my "
		     "house|set on fire|trapped inside|locked inside|held hostage|bleeding|jaan "
		     "khatre|jaan ko khatra|jaan ka khatra|jaan bachao|jan khatre|maar denge|maar "
		     "dalenge|maar dega|maar dalega|mar denge|jaan se maar denge|peet rahe "
		     "hain|maar rahe hain|maar raha hai|ghar gher liya|goli chala rahe|bandhak|जान "
		     "खतरे|जान का खतरा|जान को खतरा|जान बचा|मार देंगे|मार डालेंगे|मार देगा|मार "
		     "डालेगा|जान से मार देंगे|पीट रहे हैं|मार रहे हैं|मार रहा है|घर घेर लिया|गोली "
		     "चला रहे|बंधक|जिंदा जला"},
	{CUE_ABDUCTION, "kidnap|kidnapped|kidnapping|abducted|being abducted|abduct|taken away by "
			"force|forcibly taken|dragged into|pulled into a car|"
			"apaharan|apharan|agwa|agva|utha le gaye|utha ke le gaye|utha kar le "
			"gaye|koi utha ke|jabran le gaye|uthakar le ja|अपहरण|अगवा|उठा ले गए|उठाकर "
			"ले गए|जबरन ले गए|उठा ले जा"},
	{CUE_WEAPON, "with knife|with knives|with gun|with guns|with pistol|with weapons|with "
		     "swords|armed men|gunshots|firing going on|people injured|badly "
		     "injured|critically injured|house on fire|chaku lekar|hathiyar lekar|goli "
		     "chal|talwar lekar|katta lekar|aag laga|चाकू लेकर|हथियार लेकर|तलवार लेकर|गोली "
		     "चल|गोलियां चल|आग लगा"},
	{CUE_CHILD_ALONE, "child alone|child is alone|kid alone|baby alone|lost child|child crying "
			  "alone|little girl alone|small boy alone|girl is alone at|left alone at "
			  "night|child lost|child found alone|child wandering|kid is alone|bachcha "
			  "akela|bacha akela|bachchi akeli|bachi akeli|bachcha kho gaya|bachi kho "
			  "gayi|bacche akele|बच्चा अकेला|बच्ची अकेली|बच्चे अकेले|बच्चा खो गया|बच्ची खो "
			  "गई|बच्चा रो रहा"},
	{CUE_SELF_HARM, "end my life|ending my life|kill myself|commit suicide|will commit "
			"suicide|going to commit suicide|suicide today|i will suicide|want to "
			"die|dont want to live|no reason to live|attempting suicide|jump from|take "
			"poison|consume poison|self immolation|immolate myself|atmahatya "
			"kar|aatmahatya kar|khudkushi kar|khudkhushi kar|jaan de dunga|jaan de "
			"dungi|mar jaunga|mar jaungi|zahar kha|jahar kha|aatmdah|atmadah|suicide "
			"kar|आत्महत्या कर लूंगा|आत्महत्या कर लूंगी|आत्महत्या करने|आत्महत्या "
			"कर|खुदकुशी कर|जान दे दूंगा|जान दे दूंगी|मर जाऊंगा|मर जाऊंगी|जहर "
			"खा|आत्मदाह"},
	{CUE_NEWS, "breaking|breaking news|news|arrested by police|police arrested|has been "
		   "arrested|were arrested|was arrested|accused arrested|says|said|according "
		   "to|reportedly|headlines|exclusive|watch video|viral video|press conference|"
		   "election|elections|minister|chief "
		   "minister|government|govt|opposition|democracy|parliament|vote|voters|rally|"
		   "manifesto|law and order|ruling party|campaign|speech|crime "
		   "rate|statistics|scam exposed|khabar|khulasa|giraftar kiya|girftar "
		   "kiya|girftar|encounter|muthbhed|sarkar|chunav|mantri|mukhyamantri|vipaksh|neta|"
		   "netaji|kanoon vyavastha|jungle raj|jungleraj|"
		   "खबर|समाचार|ब्रेकिंग|खुलासा|गिरफ्तार किया|को "
		   "गिरफ्तार|मुठभेड़|सरकार|चुनाव|मंत्री|मुख्यमंत्री|विपक्ष|नेता|लोकतंत्र|कानून व्यवस्था|"
		   "जंगलराज|वायरल"},
	{CUE_QUESTION, "how to|how can i|how do i|what is the procedure|what is the process|where "
		       "can i|is there any helpline|which documents|what documents|kaise "
		       "kare|kaise karein|kaise karu|kya process|prakriya kya|kaha jana|कैसे "
		       "करें|कैसे करूं|प्रक्रिया क्या|क्या प्रक्रिया|कहां जाना"},
	{CUE_COURT, "pending in court|case in court|court case|high court|supreme court|civil "
		    "court|next hearing|court date|sub judice|court me chal|court mein chal|adalat "
		    "me|nyayalay me|न्यायालय में|कोर्ट में चल|कोर्ट में है|अदालत में|विचाराधीन"},
	{CUE_STATE,
		"bihar|patna|delhi|new "
		"delhi|haryana|gurgaon|gurugram|punjab|amritsar|ludhiana|jalandhar|chandigarh|"
		"uttarakhand|dehradun|haridwar|rajasthan|jaipur|jodhpur|madhya "
		"pradesh|bhopal|indore|gwalior|maharashtra|mumbai|pune|nagpur|gujarat|"
		"ahmedabad|surat|west "
		"bengal|kolkata|karnataka|bengaluru|bangalore|telangana|hyderabad|tamil "
		"nadu|chennai|kerala|kochi|andhra "
		"pradesh|odisha|jharkhand|ranchi|chhattisgarh|raipur|himachal|shimla|assam|"
		"guwahati|goa|jammu|srinagar|बिहार|पटना|दिल्ली|नई "
		"दिल्ली|हरियाणा|गुरुग्राम|पंजाब|अमृतसर|लुधियाना|चंडीगढ़|उत्तराखंड|देहरादून|हरिद्वार|राजस्थान|जयपुर|"
		"मध्य प्रदेश|भोपाल|इंदौर|ग्वालियर|महाराष्ट्र|मुंबई|पुणे|नागपुर|गुजरात|अहमदाबाद|कोलकाता|पश्चिम "
		"बंगाल|कर्नाटक|बेंगलुरु|हैदराबाद|चेन्नई|झारखंड|रांची|छत्तीसगढ़|हिमाचल|जम्मू"},
	{CUE_UP, "uttar pradesh|up police|u p|u.p|in up|up me|up mein|उत्तर प्रदेश|यूपी|उप्र"},
	{CUE_RESIDENCE, "live in|living in|i am in|im in|we are in|based in|working in|work "
			"in|settled in|residing in|resident of|staying in|posted in|i am "
			"from|native of|belong to|nri from|rehta hu|rahta hu|rehte hain|rahte "
			"hain|rehti hu|me rehta|naukri karta|में रहता|में रहती|में रहते|का "
			"निवासी|नौकरी करता"},
};

/* Small words that may stand inside a phrase. */
static const char filler_words[] =
	"the|a|an|my|our|your|this|that|any|it|is|was|of|to|sir|please|pls|plz|kindly|very|so|yet|"
	"also|even|just|been|being|"
	"abhi|tak|bhi|to|toh|hi|ko|ki|ka|ke|koi|ye|wo|sir|ji|kripya|mujhe|hamari|meri|ab|"
	"अभी|तक|भी|तो|ही|को|की|का|के|कोई|यह|ये|वो|जी|कृपया|मेरी|हमारी|अब";

static const char english_words[] =
	"the|is|are|was|were|of|in|on|at|my|i|we|our|you|your|they|it|this|that|and|or|but|with|"
	"for|from|have|has|had|not|please|"
	"help|been|by|his|her|their|as|what|when|who|how|why|can|will|would|there|does|did|if|an|"
	"after|before|about|since|any|all|"
	"because|still|again|yes|thank|thanks|thankyou|good|morning|hello|stop|reply|solved|"
	"resolved|status|update|no|am|get|got|need|sir|complaint|action|your|very|take|sent";

static const char hinglish_words[] =
	"hai|hain|hei|ka|ki|ke|ko|se|mein|mai|main|nahi|nahin|nhi|mera|meri|mere|mujhe|muje|humko|"
	"hum|hamara|hamari|hamare|aap|apka|"
	"aapka|apne|kar|karo|kare|karke|karne|kijiye|raha|rahi|rahe|ho|hua|hui|hue|gaya|gayi|gaye|"
	"ne|pe|aur|kya|kyu|kyun|kab|kaise|"
	"kahan|koi|kuch|bhi|toh|tha|thi|woh|yeh|liye|saath|bahut|bohot|jaldi|abhi|tak|sab|log|ji|"
	"bhai|ghar|wale|wala|wali|diya|liya|"
	"dene|madad|kripya|kripaya|karwai|shikayat|dhanyavad|dhanyawad|shukriya|namaste|pita|papa|"
	"chahiye|krna|krne|krke|rha|rhe|rhi|"
	"hoon|apna|apni|hata|mat|band|haan|theek|thik|wapas|lo|dijiye|hatao|batao|ek|yaha|wahan|"
	"mujhko|unhone|usne|uska|uski|jai|hind|bijli|chori|pareshan";

static const char negation_words[] =
	"not|no|isnt|wasnt|never|dont|didnt|nahi|nahin|nhi|nai|na|mat|नहीं|नही|न|ना|मत";

/* Beside one of these a name is the name of a place. */
static const char place_words[] = "sp|ssp|dm|district|distt|dist|jila|zila|jile|zile|janpad|thana|"
				  "thane|ps|police|tehsil|tahsil|kotwali|city|nagar|up|uttar|"
				  "जिला|जिले|जनपद|थाना|थाने|तहसील|कोतवाली|पुलिस|शहर|नगर|यूपी|उत्तर|उप्र";

/* Names of places that are also everyday words ("fellow", "settlement", "be careful", ...). */
static const char ambiguous_words[] = "banda|basti|sambhal|mau|gonda|etah|eta|बस्ती|संभल|एटा";

/* Of these, the ones that stay everyday words even in "basti me". */
static const char everyday_words[] = "banda|basti|बस्ती";

/* In front of a name, or behind it: it is where something happens. */
static const char in_words[] = "in|at|from|near";
static const char me_words[] = "me|mein|में|से";

/* Words of harm that are figures of speech more often than not. */
static const char misleading_words[] =
	"theft|murder|loot|killed|mob|jam|plot|case|parking|shor|nasha|fraud|cheating|pension|otp|"
	"police|जाम|लूट|हत्या|भूमि|सास|शोर";

struct marked_words {
	const char *words;
	unsigned flag;
};

static const struct marked_words marked_words[] = {
	{filler_words, LEXICON_FILLER},
	{english_words, LEXICON_ENGLISH},
	{hinglish_words, LEXICON_HINGLISH},
	{negation_words, LEXICON_NEGATION},
	{place_words, LEXICON_PLACE},
	{ambiguous_words, LEXICON_AMBIGUOUS},
	{everyday_words, LEXICON_EVERYDAY},
	{in_words, LEXICON_IN},
	{me_words, LEXICON_ME},
	{misleading_words, LEXICON_MISLEADING},
};

typedef void (*word_user)(struct lexicon *, const char *word, void *with);

/* Call `use` for every phrase of a list. */
static void each_phrase(struct lexicon *lexicon, const char *list, word_user use, void *with)
{
	while (*list) {
		size_t length = strcspn(list, "|");
		char *phrase = mem_string_n(list, length);
		use(lexicon, phrase, with);
		mem_free(phrase);
		list += length + (list[length] == '|');
	}
}

static void add_cue(struct lexicon *lexicon, const char *phrase, void *with)
{
	const struct lexicon_entry *entry = with;
	lexicon_add(lexicon, phrase, is_exact((enum cue)entry->value), *entry);
}

static void mark_word(struct lexicon *lexicon, const char *word, void *with)
{
	lexicon_mark(lexicon, word, *(unsigned *)with);
}

void cues_add(struct lexicon *lexicon, uint16_t kind)
{
	for (size_t i = 0; i < sizeof(cue_words) / sizeof(*cue_words); i++) {
		struct lexicon_entry entry = {kind, (uint16_t)cue_words[i].cue};
		each_phrase(lexicon, cue_words[i].phrases, add_cue, &entry);
	}
	for (size_t i = 0; i < sizeof(marked_words) / sizeof(*marked_words); i++) {
		unsigned flag = marked_words[i].flag;
		each_phrase(lexicon, marked_words[i].words, mark_word, &flag);
	}
}

static const char *const names[] = {
	[CUE_PERSON] = "person",
	[CUE_KIN] = "kin",
	[CUE_REQUEST] = "request",
	[CUE_HARM] = "harm",
	[CUE_POLICE] = "police",
	[CUE_ONGOING] = "ongoing",
	[CUE_NOW] = "now",
	[CUE_PAST] = "past",
	[CUE_COMPLAINT] = "complaint",
	[CUE_FOLLOWUP] = "followup",
	[CUE_STATUS] = "status",
	[CUE_WHAT_BECAME] = "what_became",
	[CUE_THANKS] = "thanks",
	[CUE_GREETING] = "greeting",
	[CUE_OPTOUT] = "optout",
	[CUE_SPAM] = "spam",
	[CUE_ABUSE] = "abuse",
	[CUE_SOLVED] = "solved",
	[CUE_NOT_SOLVED] = "not_solved",
	[CUE_YES] = "yes",
	[CUE_INFORM] = "inform",
	[CUE_TAKEDOWN] = "takedown",
	[CUE_WITHDRAW] = "withdraw",
	[CUE_DANGER] = "danger",
	[CUE_ABDUCTION] = "abduction",
	[CUE_WEAPON] = "weapon",
	[CUE_CHILD_ALONE] = "child_alone",
	[CUE_SELF_HARM] = "self_harm",
	[CUE_NEWS] = "news",
	[CUE_QUESTION] = "question",
	[CUE_COURT] = "court",
	[CUE_STATE] = "state",
	[CUE_UP] = "up",
	[CUE_RESIDENCE] = "residence",
};

const char *cue_name(enum cue cue)
{
	return names[cue];
}
