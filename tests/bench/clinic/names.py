"""What people and places are called here: surnames as common as in Britain, a long tail of rare ones, streets, flats.
Owns the words and their spellings. Must not know patients or staff. In: a random.Random. Out: text."""

COMMON = """Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts
Green Hall Thomas Clarke Jackson Wood Harris Edwards Turner Martin Cooper Hill Ward Hughes Moore Clark King Harrison Lewis
Baker Lee Allen Morris Khan Scott Watson Davis Parker James Bennett Young Phillips Richardson Mitchell Bailey Carter Cook
Singh Shaw Bell Collins Morgan Kelly Begum Miller Cox Hussain Marshall Simpson Price Anderson Adams Wilkinson Foster Ali
Murphy Gray Graham Chapman Mills Ahmed Hunt Webb Campbell Rogers Stewart Murray O'Brien Kaur Nowak McDonald MacDonald
Reid Ross Fraser Gibson Stevens Fox Holmes Knight Palmer Mason Lloyd Ellis Barnes Griffiths Kowalski Chen Wong Nguyen
O'Neill Byrne Doyle Walsh Ryan Reynolds Fisher Saunders Pearson Grant Hamilton Wallace Kerr Boyd Burns""".split()
FRONT = """Ash Birk Brad Calder Chal Clif Craw Dal Den Elling Fair Fal Garth Glen Hag Hal Hart Haw Hazel Hes Kel Kirk Lang
Lin Lock Mar Mel Nor Oak Pem Pil Quar Rad Red Roth Ruth Sel Sher Skel Staf Stan Swin Tarn Thorn Tat Wal Ware Wen Whit Win
Wool Wych Yard Ather Barn Cor Dew Ember""".split()
BACK = """bourne bridge brook bury combe cott croft dale den field ford garth gate ham hurst ley low man mere more ridge
shaw side stead stock stone thwaite ton wick worth well wood yard""".split()
WOMEN = """Olivia Amelia Isla Ava Emily Sophie Grace Aisha Fatima Margaret Susan Patricia Jean Dorothy Helen Karen Nicola
Sarah Claire Emma Laura Rebecca Rachel Hannah Charlotte Priya Zofia Mei Siobhan Morag Eilidh Bronwen Joan Kathleen Ruth
Julie Tracey Lisa Donna Maria Anna Chloe Megan Lauren Jade Holly Lucy Ellie Freya""".split()
MEN = """Oliver George Harry Noah Jack Muhammad Ali David John Michael Peter Robert Paul Andrew Mark Stephen Ian Alan Kevin
Gary Brian Keith Thomas James Daniel Matthew Adam Ryan Liam Callum Connor Kyle Jordan Piotr Wei Raj Arjun Hamish Angus
Rhys Gareth Sean Patrick Donald Kenneth Derek Trevor Colin Neil Simon""".split()
STREETS = """High Station Church Victoria Park Mill Queen King Albert School Green Manor Springfield Grange Windsor York
Chestnut Orchard Priory Castle Bridge Market Elm Ferry Harbour Abbey Canal Quarry Cross Wellington Nelson Clarence Alma
Balmoral Beech Cedar Holly Larch Rowan Willow Maple Linden Poplar Heath Meadow River Lake Fountain Forge Chapel Vicarage
Salisbury Durham Carlisle Lancaster Derby Stafford Warwick""".split()
KINDS = (("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Lane", "Ln"), ("Drive", "Dr"), ("Close", "Cl"), ("Crescent", "Cres"))

_WEIGHTS = [1 / (rank + 6) for rank in range(len(COMMON))]


def surname(rng):
    """Two in five carry one of the common names, the rest a rare one; one in forty a double name."""
    if rng.random() < 0.025:
        return f"{plain_surname(rng)}-{plain_surname(rng)}"
    return plain_surname(rng)


def plain_surname(rng):
    return rng.choices(COMMON, _WEIGHTS)[0] if rng.random() < 0.42 else rare_surname(rng)


def rare_surname(rng):
    return rng.choice(FRONT) + rng.choice(BACK)


def given(rng, sex):
    return rng.choice(WOMEN if sex == "f" else MEN)


def streets(rng, count):
    """`count` streets as (name, kind, short kind, postcode): most have a postcode of their own."""
    chosen = rng.sample([(name, *kind) for name in STREETS for kind in KINDS], count)
    return [(*street, f"EX{4 + i % 7} {1 + i // 21}{rng.choice('ABDEFGHJLN')}{rng.choice('PQRSTUWXYZ')}") for i, street in enumerate(chosen)]


def respelt(text, rng):
    """A surname as another office writes it: the same person, other signs."""
    dice = rng.random()
    if dice < 0.15:
        return text.upper()
    if dice < 0.25:
        return text.replace("'", "").replace("-", " ")
    return text.lower() if dice < 0.28 else text


def respelt_postcode(text, rng):
    dice = rng.random()
    return text.replace(" ", "") if dice < 0.25 else text.lower() if dice < 0.35 else text
