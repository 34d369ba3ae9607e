"""Where values come from: lists where the world has names, rules where it has forms, and coined words, so that a value has
to be copied letter by letter and not guessed."""

import string

CITIES = """Oslo|Lisbon|Berlin|Paris|Madrid|Rome|Vienna|Prague|Warsaw|Dublin|London|Leeds|York|Bath|Glasgow|Cardiff|Belfast|Bergen|Malmö|Uppsala|Aarhus|Turku|Tampere|Tallinn|Riga|Vilnius|Kraków|Gdańsk|Brno|Graz|Linz|Zürich|Bern|Geneva|Lyon|Nice|Lille|Nantes|Bordeaux|Porto|Faro|Seville|Bilbao|Valencia|Turin|Milan|Naples|Bari|Verona|Athens|Patras|Sofia|Varna|Bucharest|Cluj|Belgrade|Zagreb|Split|Ljubljana|Budapest|Debrecen|Istanbul|Ankara|Izmir|Cairo|Tunis|Rabat|Fez|Lagos|Accra|Dakar|Nairobi|Kampala|Durban|Cape Town|Boston|Chicago|Denver|Austin|Dallas|Miami|Seattle|Portland|New York|San Diego|Toronto|Montreal|Calgary|Mexico City|Bogotá|Lima|Quito|La Paz|Santiago|Buenos Aires|Córdoba|Montevideo|São Paulo|Recife|Tokyo|Osaka|Kyoto|Sapporo|Seoul|Busan|Taipei|Hanoi|Bangkok|Jakarta|Manila|Singapore|Delhi|Mumbai|Pune|Jaipur|Lahore|Karachi|Dhaka|Colombo|Kathmandu|Tehran|Baku|Tbilisi|Yerevan|Almaty|Sydney|Perth|Hobart|Auckland|Wellington|Hamburg|Cologne|Dresden|Leipzig|Aachen|Ghent|Antwerp|Utrecht|Delft|Reykjavik|Honolulu|Salt Lake City|St. Gallen|Stratford-upon-Avon"""
COUNTRIES = """Norway|Sweden|Finland|Denmark|Iceland|Ireland|Scotland|Wales|England|France|Spain|Portugal|Italy|Greece|Malta|Cyprus|Turkey|Germany|Austria|Switzerland|Belgium|the Netherlands|Luxembourg|Poland|Czechia|Slovakia|Hungary|Romania|Bulgaria|Serbia|Croatia|Slovenia|Albania|Estonia|Latvia|Lithuania|Ukraine|Georgia|Armenia|Egypt|Tunisia|Morocco|Algeria|Senegal|Ghana|Nigeria|Kenya|Uganda|Tanzania|Zambia|Namibia|South Africa|Canada|Mexico|Cuba|Jamaica|Panama|Costa Rica|Colombia|Peru|Bolivia|Chile|Argentina|Uruguay|Brazil|Japan|South Korea|China|Mongolia|Vietnam|Laos|Thailand|Malaysia|Indonesia|the Philippines|India|Nepal|Bhutan|Sri Lanka|Pakistan|Iran|Jordan|Lebanon|Australia|New Zealand|Fiji"""
FIRST = """Ada|Adil|Agnes|Ahmed|Aiko|Alba|Alex|Alice|Amara|Amir|Ana|Anders|Anita|Anton|Arjun|Astrid|Aylin|Bea|Ben|Bianca|Boris|Bruno|Carla|Carlos|Cecilia|Chen|Chloe|Clara|Daan|Dana|Daniel|Dario|David|Dev|Diego|Dina|Eino|Elena|Eli|Elif|Ella|Emil|Emma|Enzo|Erik|Esther|Eva|Fatima|Felix|Femi|Finn|Fiona|Frida|Gabriel|Georg|Gina|Grace|Greta|Gustav|Hana|Hannah|Hassan|Heidi|Henry|Hugo|Ibrahim|Ida|Igor|Ines|Ingrid|Iris|Isaac|Ivan|Jack|Jana|Jin|Joana|Joel|Jonas|Josef|Julia|Kai|Karim|Katja|Kofi|Lars|Laura|Lea|Lena|Leo|Liam|Lina|Liv|Louis|Lucia|Luka|Lydia|Magda|Maja|Malik|Manu|Mara|Marco|Maria|Marta|Mateo|Max|Maya|Mei|Mia|Mila|Mina|Mohamed|Mona|Nadia|Nia|Nico|Nils|Nina|Noah|Noor|Olga|Oliver|Omar|Oskar|Otto|Paolo|Paula|Pavel|Pedro|Petra|Pia|Priya|Quinn|Rafael|Ravi|Rosa|Ruben|Ruth|Sam|Samira|Sara|Sasha|Selma|Sofia|Stefan|Sven|Tara|Theo|Tim|Tom|Uma|Vera|Victor|Walter|Wei|Yara|Yuki|Yusuf|Zara|Zoe"""
SURNAMES = """Adler|Ahmadi|Almeida|Andersson|Bakker|Banerjee|Bauer|Becker|Bell|Berg|Bianchi|Blanc|Brandt|Brown|Castillo|Chen|Clarke|Costa|Cruz|Dahl|Diallo|Dubois|Dupont|Eriksen|Evans|Farkas|Fischer|Fontaine|Garcia|Gomez|Green|Haas|Hansen|Haruki|Hayes|Hoffmann|Horvat|Hughes|Ibrahim|Ivanov|Jansen|Johnson|Jones|Kaya|Keller|Khan|Kim|King|Klein|Koch|Kovacs|Kowalski|Kumar|Lang|Larsen|Lee|Lehmann|Lindberg|Lopez|Lund|Maier|Marino|Martin|Mendes|Meyer|Moore|Moreau|Morris|Müller|Nakamura|Nguyen|Nielsen|Novak|O'Brien|Okafor|Olsen|Patel|Pereira|Petrov|Popescu|Price|Quist|Ramos|Reyes|Rossi|Roth|Russo|Sanchez|Santos|Sato|Schmidt|Schneider|Silva|Singh|Smith|Sokolov|Stone|Suzuki|Tanaka|Taylor|Thompson|Torres|Vargas|Vogel|Wagner|Walker|Weber|White|Wilson|Wong|Wood|Yilmaz|Young|Ziegler"""
NOUNS = """river|garden|winter|report|budget|harbour|summer|engine|paper|forest|window|market|kitchen|bridge|island|letter|mirror|orange|planet|silver|stone|thunder|valley|wedding|meeting|roof|holiday|school|tennis|music|coffee|lemon|copper|velvet|shadow|lantern|feather|compass|anchor|meadow|tiger|falcon|marble|cotton|pepper|honey|crystal|rocket|saddle|canvas|pocket|ticket|basket|candle|ladder|piano|violin|glacier|desert|ocean|cabin|castle|tunnel|station|office|invoice|contract|project|server|backup|sample|survey|recipe|photo|diary|agenda|poster|logo|menu|map"""
ADJECTIVES = """quiet|blue|long|second|broken|final|early|late|small|golden|hidden|open|empty|wild|bright|cold|warm|red|green|old|new|last|first|slow|quick|deep|lost|secret|annual|weekly|happy|lazy|bitter|sweet|heavy|light|northern|southern|private|draft|main|spare|silent|electric|paper|distant|lucky|grand|tiny|loose"""
LISTS = {
    "dish": "lasagne|mushroom risotto|pad thai|chicken curry|lentil soup|goulash|ratatouille|paella|moussaka|ramen|tacos|fish pie|shepherd's pie|beef stew|pancakes|apple pie|falafel|bibimbap|sushi|pizza margherita|gnocchi|potato salad|onion tart|carbonara|chili con carne|spinach quiche|dal|borscht|pierogi|couscous salad|tiramisu|banana bread|cheesecake|waffles|minestrone|fried rice|meatballs|coq au vin|tagine|gazpacho",
    "ingredient": "flour|eggs|milk|butter|oat milk|basil|garlic|onions|ginger|rice|red lentils|chickpeas|tofu|feta|parmesan|cream|tomatoes|spinach|carrots|potatoes|zucchini|mushrooms|chicken breast|salmon|olive oil|honey|yeast|cinnamon|walnuts|lemons|coconut milk|soy sauce|black beans|leeks|cumin|paprika|baking powder|dark chocolate|pasta|celery",
    "drink": "espresso|flat white|green tea|orange juice|apple juice|tonic water|lemonade|hot chocolate|oat latte|iced tea|mineral water|ginger beer|cappuccino|tomato juice|peppermint tea|chai|smoothie|cola|kombucha|buttermilk",
    "product": "desk lamp|running shoes|rain jacket|electric kettle|USB-C cable|wireless mouse|bread knife|yoga mat|bike helmet|bookshelf|office chair|phone case|winter gloves|garden hose|toaster|backpack|water bottle|headphones|hair dryer|vacuum bags|printer paper|light bulbs|coffee grinder|suitcase|tent|sleeping bag|baby monitor|dog bed|picture frame|alarm clock|mechanical keyboard|frying pan|cordless drill|washing powder|umbrella|power bank|face cream|wall paint|bath towels|tripod",
    "animal": "cat|dog|rabbit|hamster|parrot|horse|goat|sheep|cow|hen|tortoise|goldfish|ferret|hedgehog|fox|owl|heron|badger|otter|seal|deer|squirrel|swan|lizard|canary|guinea pig|donkey|alpaca|duck|kingfisher",
    "plant": "basil|monstera|aloe vera|tomato|rose|lavender|orchid|cactus|fern|ficus|mint|peace lily|hydrangea|bonsai|ivy|rosemary|sunflower|spider plant|strawberry|lemon tree|olive tree|chili|geranium|bamboo|jade plant|thyme|azalea|fig",
    "sport": "football|tennis|badminton|swimming|rowing|yoga|pilates|basketball|volleyball|handball|hockey|rugby|cricket|golf|boxing|judo|fencing|climbing|cycling|running|squash|table tennis|surfing|skating|karate|water polo|dancing|archery",
    "room": "kitchen|bedroom|living room|bathroom|hallway|office|attic|cellar|garage|nursery|guest room|dining room|conservatory|laundry room|study|balcony|library|porch|playroom|workshop|boardroom|room 204|room B12|meeting room 3|hall 2|Room 17",
    "device": "dishwasher|printer|router|TV|laptop|tablet|thermostat|speaker|doorbell|camera|heater|fan|kettle|oven|washing machine|lamp|vacuum robot|projector|humidifier|coffee machine|air conditioner|garage door|phone|watch|freezer|blinds|sprinkler|dehumidifier",
    "color": "red|blue|green|yellow|orange|purple|pink|white|black|turquoise|teal|amber|violet|magenta|beige|crimson|navy|olive|lavender|mint|gold|silver|warm white|indigo|coral|maroon",
    "language": "English|French|Spanish|German|Italian|Portuguese|Dutch|Polish|Czech|Finnish|Swedish|Norwegian|Danish|Greek|Turkish|Arabic|Hebrew|Hindi|Bengali|Tamil|Thai|Japanese|Korean|Mandarin|Vietnamese|Swahili|Welsh|Irish|Catalan|Ukrainian|Hungarian|Icelandic",
    "currency": "euros|dollars|pounds|yen|francs|kroner|zloty|rupees|pesos|rand|EUR|USD|GBP|JPY|CHF|NOK|SEK|DKK|PLN|INR|BRL|CAD|AUD|TRY|forint|lira|CZK|HUF",
    "drug": "ibuprofen|paracetamol|aspirin|amoxicillin|metformin|insulin|cetirizine|omeprazole|lisinopril|vitamin D|iron tablets|loratadine|naproxen|simvastatin|salbutamol|melatonin|magnesium|zinc|folic acid|diclofenac|ramipril|pantoprazole|levothyroxine|atorvastatin",
    "symptom": "headache|cough|fever|sore throat|nausea|back pain|dizziness|rash|runny nose|stomach ache|fatigue|insomnia|toothache|earache|heartburn|chills|itching|swollen ankle|chest tightness|cramps",
    "disease": "influenza|measles|asthma|diabetes|migraine|bronchitis|eczema|arthritis|chickenpox|hay fever|anaemia|gout|pneumonia|psoriasis|mumps|shingles|hepatitis A|malaria",
    "bodypart": "left knee|right shoulder|ankle|wrist|elbow|neck|lower back|left foot|right hand|hip|thumb|jaw|forehead|chest|calf|left ear|right eye|heel",
    "subject": "maths|physics|chemistry|biology|history|geography|music|art|Latin|French|computer science|economics|philosophy|drama|statistics|English literature|politics|sports|ethics|astronomy|algebra|calculus",
    "hobby": "knitting|painting|photography|gardening|woodworking|origami|baking|juggling|calligraphy|birdwatching|sewing|chess|model trains|cycling|sketching|singing|geocaching|sailing|embroidery|magic tricks",
    "topic": "climate change|solar power|the moon landing|vitamin C|electric cars|the housing market|ancient Rome|jazz|inflation|space travel|machine learning|migration|sourdough|coffee prices|gene therapy|wildfires|remote work|quantum computers|rivers|tax reform|film festivals|volcanoes|whales|cheap flights|the elections|urban farming|old maps|sleep|robotics|recycling",
    "team": "Red Stars|marketing|design|backend|Northside United|the Falcons|Blue Sharks|support|sales|platform|FC Brückenau|Kestrels|finance|logistics|the Otters|Wolves|growth|data science|Riverside Rovers|legal|mobile|infrastructure|the Comets|Dynamo|people ops|research",
    "brand": "Bosch|Siemens|Sony|Lego|Nike|Adidas|Samsung|Philips|Miele|Canon|Nikon|Lenovo|Dell|Puma|Braun|Makita|Ikea|Garmin|Fairphone|Logitech|Yamaha|Casio|Seiko|Toyota|Volvo",
    "company": "Acme Ltd|Globex|Initech|Northwind|Contoso|Umbra AG|Blue Yonder|Kestrel & Sons|Havel GmbH|Lumen Labs|Orbis|Vantage|Pine Street Partners|Sunrise Foods|Delta Works|Nordlicht|Fabrikam|Tailspin Toys|Wide World Importers|Alpine Tools|Green Valley Farms|Stark & Olsen|Helix Biotech|Quantis|Redwood Bank",
    "job": "nurse|carpenter|teacher|electrician|baker|software developer|accountant|welder|gardener|cook|pilot|driver|designer|plumber|translator|dentist|data analyst|project manager|barista|librarian|mechanic|architect|tailor|cleaner",
    "pet_name": "Bello|Luna|Milo|Coco|Rocky|Simba|Nala|Felix|Minka|Bruno|Daisy|Pepper|Oreo|Ginger|Whiskers|Rex|Fluffy|Biscuit|Momo|Toffee|Balu|Kiki|Shadow|Waffles|Pixel|Sushi|Hazel|Ziggy|Mochi|Pickles",
    "movie": "Casablanca|Alien|Amélie|Inception|Spirited Away|The Godfather|Jaws|Up|Parasite|Metropolis|Vertigo|Arrival|Heat|Gravity|The Matrix|Fargo|Psycho|Titanic|Moonlight|Dune|Coco|Ran|Rear Window|Blade Runner|Paddington 2|Toy Story|Seven Samurai|The Third Man|Some Like It Hot|Lost in Translation",
    "book": "Dracula|Emma|Dune|Middlemarch|Ulysses|The Hobbit|Jane Eyre|Momo|Beloved|Persuasion|The Trial|Moby Dick|Frankenstein|Treasure Island|War and Peace|The Stranger|Siddhartha|Don Quixote|Brave New World|The Castle|Little Women|Pippi Longstocking|The Odyssey|Faust|Nineteen Eighty-Four",
    "song": "Yesterday|Hallelujah|Imagine|Bohemian Rhapsody|Dancing Queen|Take Five|Blue Moon|Wonderwall|La Vie en rose|Fields of Gold|Purple Rain|Hey Jude|Jolene|Autumn Leaves|Heroes|Halo|Clair de lune|Africa|Summertime|Space Oddity|Rolling in the Deep|Für Elise|Ring of Fire",
    "artist": "Miles Davis|Björk|Nina Simone|Radiohead|ABBA|Queen|Adele|Mozart|Bach|Coldplay|Stromae|Rosalía|Kraftwerk|Johnny Cash|Billie Eilish|David Bowie|Amy Winehouse|Sigur Rós|Daft Punk|Edith Piaf|Fela Kuti|The Beatles|Muse|Blur|Bob Marley|Chopin",
    "restaurant": "Luigi's|The Green Fork|Bombay Palace|Zum Hirsch|La Piazza|Sushi Ko|El Toro|Golden Dragon|Café Central|The Old Mill|Chez Marie|Taverna Nikos|Noodle House|Pho 24|Blue Lagoon|The Anchor|Burger Shack|Mama Rosa|Osteria Bella|Curry Corner|Le Petit Four|Thai Orchid|Bistro 12|The Hungry Horse",
    "shop": "the corner shop|Rewe|Lidl|Tesco|the bakery|Harper's|Green Market|BookNook|Toy Palace|the hardware store|Bike Barn|Media World|the florist|Shoe City|Farm Fresh|Paper & Ink|Vintage Vault|Home Depot|Aldi|Kaufland|Sports Direct|Pet Planet",
    "hotel": "Hotel Adler|Grand Plaza|Seaview Inn|The Royal|Hotel Bristol|Casa Azul|Park Lodge|Alpenhof|Riverside Hotel|Hotel Lumière|Palm Court|The Fox and Hounds|Ibis Central|Villa Rosa|Harbour View|Motel 9|Pension Maria|The Lighthouse|Hotel Europa|Sunset Resort|Mountain Lodge|Zur Post",
    "airline": "Lufthansa|SAS|KLM|Ryanair|easyJet|Iberia|TAP|Finnair|Norwegian|Air France|British Airways|Swiss|Emirates|Delta|United|Qantas|ANA|LOT|Aegean|Wizz Air|Vueling|Turkish Airlines|Air Canada|Icelandair",
    "vehicle": "van|Golf|pickup|red Fiat|company car|Volvo|camper|old Mercedes|Mini|scooter|minibus|truck 4|Tesla|e-bike|Passat|motorbike|Van 3|trailer|Skoda|tractor",
    "weekday": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    "month": "January|February|March|April|May|June|July|August|September|October|November|December",
    "account_name": "savings|checking|joint account|holiday fund|business account|current account|emergency fund|Giro 2|rainy day|daily account|travel account|rent account|kids' savings|main account|deposit account|house fund|salary account",
    "emoji_free_word": "thanks|sunshine|perfect|maybe|hooray|sorry|welcome|later|done|okay|wow|cheers|congrats|bravo|noted|great",
}
SENTENCES = """I'll be there in ten minutes|Don't forget the keys|The meeting is moved to room 4|Can you bring some bread?|Happy birthday, see you soon!|The package arrived this morning|Please call me back when you can|We need two more chairs|Dinner is at eight, bring wine|The train is late again|I left the report on your desk|Thanks for your help yesterday|Let's go for a walk on Sunday|The password has changed|Are you free for lunch?|Water the tomatoes before noon|The heating is broken in room 12|Buy stamps and an envelope|I finished the first draft|Could you send me the photos?|Sorry, I overslept|Mum says hi|The doctor moved my appointment|Feed the cat twice a day|The roof leaks near the window|Everything went well|Check the oil before the trip|The door code is 4711|No parking in front of the gate|Two eggs, no salt|We won 3:1, can you believe it?|See you at gate B7|Don't open it before Friday|The new version is online|My flight lands at 17:40|The blue one, not the green one|Ask for a receipt|Great job, team!|I miss you|It was a lovely evening"""
STREETS = """Main|High|Church|Mill|Park|Station|Garden|Bridge|King|Queen|Oak|Elm|Maple|Cedar|Lake|Hill|River|Castle|Market|School|Forest|Harbour|Rose|Victoria|Abbey|Green|Spring|Chapel|Orchard|Linden|Birch|Ash|North|South|West|East"""
TITLES = ["The {a} {n}", "{a} {n}", "{n} and {n2}", "A {a} {n}", "{n} of the {n2}", "{n} for {f}", "{n} {n2}", "{f}'s {n}", "No {n} tonight"]
ENDINGS = "txt|pdf|csv|md|docx|xlsx|png|jpg|json|zip|py|log|mp3|mp4|pptx|yaml|html|tar.gz".split("|")
_ONSETS = "b|br|c|ch|d|dr|f|fl|g|gr|h|j|k|kr|l|m|n|p|pl|qu|r|s|sh|sk|sl|st|str|t|th|tr|v|w|y|z".split("|")
_VOWELS = "a|e|i|o|u|a|e|i|o|ai|ea|ou|y|ei|oo".split("|")
_CODAS = "||||n|r|l|s|m|t|k|nd|x|rn|sk|ll|th".split("|")


def _split(text):
    return text.split("|")


def coined(rng, syllables=None):
    """A word that nobody has seen."""
    count = syllables or rng.choice([2, 2, 2, 3])
    return "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(count))


def letters(rng, count, alphabet=string.ascii_uppercase + string.digits):
    """Random signs."""
    return "".join(rng.choice(alphabet) for _ in range(count))


def _digits(rng, count):
    return letters(rng, count, string.digits)


def _word(rng):
    return rng.choice([rng.choice(_split(NOUNS)), rng.choice(_split(ADJECTIVES)), coined(rng)])


def first_name(rng):
    """A first name, one in six coined."""
    return coined(rng).title() if rng.random() < 0.17 else rng.choice(_split(FIRST))


def surname(rng):
    """A surname, one in six coined, some of two parts."""
    if rng.random() < 0.05:
        return rng.choice(["van der ", "de ", "von ", "Mc", "al-"]) + coined(rng).title()
    return coined(rng).title() if rng.random() < 0.17 else rng.choice(_split(SURNAMES))


def person(rng):
    """Somebody as people name them."""
    draw = rng.random()
    if draw < 0.45:
        return first_name(rng)
    if draw < 0.9:
        return f"{first_name(rng)} {surname(rng)}"
    return f"{rng.choice(['Dr.', 'Mr', 'Mrs', 'Ms', 'Aunt', 'Uncle', 'Professor'])} {surname(rng)}"


def title(rng):
    """The title of something, of two to five words."""
    text = rng.choice(TITLES).format(a=rng.choice(_split(ADJECTIVES)), n=rng.choice(_split(NOUNS)), n2=_word(rng), f=first_name(rng))
    return text.title().replace("'S", "'s").replace(" Of The ", " of the ") if rng.random() < 0.6 else text.lower()


def host(rng):
    """The name of a machine."""
    kind = rng.choice(["web", "db", "api", "node", "cache", "mail", "build", "gw", "proxy", "nas", "edge", _word(rng).lower(), coined(rng)])
    return rng.choice([f"{kind}-{rng.randint(1, 99):02}", f"{kind}{rng.randint(1, 9)}", f"{kind}.{site(rng)}", f"{kind}-{_word(rng)}", f"{kind}-prod-{rng.randint(1, 9)}"])


def site(rng):
    """A domain name."""
    return f"{rng.choice([_word(rng), coined(rng), _word(rng) + '-' + _word(rng)])}.{rng.choice(['com', 'org', 'net', 'io', 'de', 'eu', 'co.uk', 'edu', 'example', 'fr', 'no', 'dev'])}".lower()


def email(rng):
    """An address that has to be copied."""
    first, last = first_name(rng).lower(), surname(rng).lower().replace(" ", "").replace("'", "")
    plain = str.maketrans("äöüåéíøñ", "aouaeion")
    name = rng.choice([f"{first}.{last}", f"{first[0]}{last}", f"{first}{rng.randint(1, 99)}", f"{first}_{last}", rng.choice(["info", "office", "support", "jobs", "team", "billing"]), f"{first}-{coined(rng)}", first])
    return name.translate(plain) + "@" + site(rng)


def code(rng):
    """A code of one of many forms."""
    forms = [lambda: letters(rng, rng.randint(4, 8)), lambda: f"{letters(rng, rng.randint(2, 3), string.ascii_uppercase)}-{_digits(rng, rng.randint(2, 5))}",
             lambda: letters(rng, 2, string.ascii_uppercase) + _digits(rng, rng.randint(2, 6)), lambda: _digits(rng, rng.randint(4, 9)),
             lambda: f"{letters(rng, 3)}-{letters(rng, 3)}", lambda: letters(rng, rng.randint(4, 7), string.ascii_lowercase + string.digits),
             lambda: f"{rng.choice(_split(NOUNS)).upper()}{_digits(rng, 2)}", lambda: f"{letters(rng, 1, string.ascii_uppercase)}{_digits(rng, 2)}",
             lambda: f"{letters(rng, 2, string.ascii_lowercase)}/{_digits(rng, 4)}", lambda: "-".join(letters(rng, 4, "0123456789ABCDEF") for _ in range(2))]
    return rng.choice(forms)()


def filename(rng):
    """A file with its ending, some in a folder."""
    name = rng.choice([f"{_word(rng)}_{_word(rng)}", f"{_word(rng)}-{rng.randint(1, 30)}", _word(rng), f"{_word(rng)}_{rng.randint(2019, 2027)}", f"IMG_{_digits(rng, 4)}", f"{_word(rng).title()}{_word(rng).title()}", f"{_word(rng)}-v{rng.randint(1, 9)}"])
    place = rng.choice(["", "", "", "", "src/", "docs/", f"{_word(rng)}/"])
    return f"{place}{name}.{rng.choice(ENDINGS)}"


def folder(rng):
    """A folder, by name or path."""
    return rng.choice([_word(rng).title(), f"{_word(rng)}/{_word(rng)}", rng.choice(["Documents", "Downloads", "Pictures", "Desktop", "Invoices", "Archive", "Music", "Backups", "Projects", "Private"]), f"/home/{first_name(rng).lower()}/{_word(rng)}", f"{_word(rng)}_{rng.randint(2018, 2027)}", f"{_word(rng)}-{_word(rng)}"])


def address(rng):
    """A street with a number, some with a town."""
    text = rng.choice([f"{rng.randint(1, 199)} {street(rng)}", f"{street(rng)} {rng.randint(1, 199)}"])
    return text + (f", {city(rng)}" if rng.random() < 0.35 else "")


def street(rng):
    """A street's name."""
    name = coined(rng).title() if rng.random() < 0.2 else rng.choice(_split(STREETS))
    return f"{name} {rng.choice(['Street', 'Road', 'Lane', 'Avenue', 'Square', 'Way', 'Street', 'Drive'])}"


def city(rng):
    """A city, one in eight coined."""
    return coined(rng).title() if rng.random() < 0.12 else rng.choice(_split(CITIES))


def sentence(rng):
    """A message, some with a name, a number or quotation marks in it."""
    text = rng.choice(_split(SENTENCES))
    draw = rng.random()
    if draw < 0.2:
        return f"{first_name(rng)}, {text[0].lower()}{text[1:]}" if not text.startswith("I") else f"{text} - {first_name(rng)}"
    if draw < 0.4:
        return f"{rng.choice(['Bring', 'Order', 'Return', 'Pick up', 'Don’t lose', 'Collect', 'Print'])} {rng.randint(2, 40)} {_word(rng)}s {rng.choice(['today', 'before lunch', 'for ' + first_name(rng), 'at ' + city(rng), 'please'])}"
    if draw < 0.46:
        return f'{first_name(rng)} said "{rng.choice(["no", "yes", "maybe later", "not today", title(rng)])}"'
    if draw < 0.58:
        return f"The {rng.choice(_split(ADJECTIVES))} {rng.choice(_split(NOUNS))} {rng.choice(['is ready', 'needs a new cover', 'was sold', 'is in the cellar', 'belongs to ' + first_name(rng), 'costs ' + str(rng.randint(3, 90))])}"
    return text


def username(rng):
    """The name of an account."""
    return rng.choice([f"{first_name(rng).lower()}{rng.randint(1, 99)}", f"{_word(rng)}_{_word(rng)}", f"{first_name(rng)[0].lower()}{surname(rng).lower()}", coined(rng), f"{_word(rng)}{rng.randint(1970, 2012)}"]).replace(" ", "").replace("'", "")


def phone(rng):
    """A phone number in one of the ways in which people write them."""
    return rng.choice([f"+{rng.randint(1, 99)} {_digits(rng, 3)} {_digits(rng, 6)}", f"0{_digits(rng, 3)} {_digits(rng, 5)}", f"0{_digits(rng, 9)}", f"555-{_digits(rng, 4)}", f"+{rng.randint(30, 49)}{_digits(rng, 9)}"])


def url(rng):
    """An address on the web."""
    return f"https://{rng.choice(['', 'www.', 'shop.', 'blog.'])}{site(rng)}/{rng.choice([_word(rng), _word(rng) + '/' + _digits(rng, 3), _word(rng) + '-' + _word(rng), 'a/' + letters(rng, 5, string.ascii_lowercase)])}"


def order_id(rng):
    """The number of an order."""
    return rng.choice([_digits(rng, rng.randint(4, 8)), f"ORD-{_digits(rng, rng.randint(3, 6))}", f"A{_digits(rng, 5)}", f"{_digits(rng, 3)}-{_digits(rng, 5)}", f"#{_digits(rng, 5)}", f"{letters(rng, 2, string.ascii_uppercase)}{_digits(rng, 6)}"])


def ticket_id(rng):
    """The number of a ticket."""
    return rng.choice([f"{letters(rng, rng.randint(2, 4), string.ascii_uppercase)}-{rng.randint(1, 9999)}", f"T{_digits(rng, 4)}", f"#{_digits(rng, 4)}", _digits(rng, 5), f"INC{_digits(rng, 6)}", f"TCK-{_digits(rng, 4)}"])


def company(rng):
    """A company, one in four coined."""
    return f"{coined(rng).title()} {rng.choice(['Ltd', 'GmbH', 'Inc', 'AG', 'Group', 'Labs', '& Co'])}" if rng.random() < 0.25 else rng.choice(_split(LISTS["company"]))


def mostly(name, share=0.12, wrapped=str):
    """From a list, and now and then something of the kind that no list has."""
    def draw(rng):
        return wrapped(coined(rng)) if rng.random() < share else rng.choice(_split(LISTS[name]))
    return draw


def named(name, share=0.35):
    """From a list of titles, or a title made up."""
    return lambda rng: title(rng) if rng.random() < share else rng.choice(_split(LISTS[name]))


def _house(word):
    """A house with a coined name."""
    return f"Café {word.title()}" if len(word) % 2 else f"{word.title()}'s"


POOLS = {name: (lambda rng, name=name: rng.choice(_split(LISTS[name]))) for name in LISTS} | {
    "city": city, "country": lambda rng: rng.choice(_split(COUNTRIES)), "street": street, "person": person, "first_name": first_name,
    "surname": surname, "email": email, "phone": phone, "url": url, "website": site, "filename": filename, "folder": folder, "code": code,
    "hash": lambda rng: letters(rng, rng.choice([4, 6, 7, 7, 8, 10]), "0123456789abcdef"), "hostname": host, "username": username,
    "ip": lambda rng: ".".join(str(rng.randint(1, 254)) for _ in range(4)), "year": lambda rng: str(rng.randint(1950, 2029)),
    "author": lambda rng: f"{first_name(rng)} {surname(rng)}", "artist": lambda rng: coined(rng).title() if rng.random() < 0.15 else (person(rng) if rng.random() < 0.2 else rng.choice(_split(LISTS["artist"]))),
    "movie": named("movie"), "book": named("book"), "song": named("song"), "product": mostly("product", 0.06), "company": company,
    "brand": mostly("brand", 0.2, str.title), "restaurant": mostly("restaurant", 0.2, _house), "shop": mostly("shop", 0.15, str.title),
    "hotel": mostly("hotel", 0.2, lambda word: f"Hotel {word.title()}"), "pet_name": mostly("pet_name", 0.15, str.title), "team": mostly("team", 0.1, str.title),
    "phrase": title, "sentence": sentence, "city_pair": lambda rng: f"{city(rng)} to {city(rng)}", "address": address,
    "station": lambda rng: f"{city(rng)} {rng.choice(['Central', 'Hauptbahnhof', 'North', 'Airport', 'Main Station', 'West', 'Harbour', 'Old Town'])}" if rng.random() < 0.6 else rng.choice([city(rng), f"{rng.choice(_split(STREETS))} Street", f"{coined(rng).title()} Park"]),
    "plate": lambda rng: f"{letters(rng, rng.randint(1, 3), string.ascii_uppercase)}{rng.choice(['-', ' ', ''])}{letters(rng, 2, string.ascii_uppercase)} {_digits(rng, rng.randint(2, 4))}",
    "order_id": order_id, "ticket_id": ticket_id, "zip": lambda rng: rng.choice([_digits(rng, 5), _digits(rng, 4), f"{letters(rng, 2, string.ascii_uppercase)}{rng.randint(1, 9)} {rng.randint(1, 9)}{letters(rng, 2, string.ascii_uppercase)}"]),
    "tag": lambda rng: rng.choice([_word(rng), _word(rng), f"{_word(rng)}-{_word(rng)}", "urgent", "bug", "private", "work", "todo", "idea", coined(rng)]),
}

