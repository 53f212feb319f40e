"""Forms and spellings of names common in the United Kingdom, so that Siobhan is found as Shevaun and Kate as Catherine.

Put together for Plumbline. Every name of a line stands for every other.
"""

from django.db import migrations

FORMS = """
mohammed muhammad mohamed mohammad mohamad muhammed mohd
ahmed ahmad ahmet
hussain hussein husain hussien hossain
hassan hasan
yusuf yousef youssef yusef yousuf
ibrahim ebrahim abraham
aisha ayesha aaisha ayisha
fatima fatimah fatema
khadija khadijah kadija
zainab zaynab zeinab
maryam mariam miriam
sara sarah
zara zahra
abdullah abdallah abdulla
rahman rehman
chaudhry choudhury chowdhury choudhry chaudhary
sheikh shaikh sheik
sayed syed sayyid
amir aamir ameer
imran emran
osman usman uthman
umar omar
ali aly
siobhan shevaun chevonne shivaun
aoife eefa efa
niamh neve neave
caoimhe keeva kiva
saoirse seersha sersha
ciara kiera keira kiara
sinead shinade
roisin rosheen
grainne grania
aisling ashling aislinn
orla orlagh
sean shaun shawn shane
eoin owen eoghan ewan euan
padraig patrick paddy pat
cian kian keane
conor connor
caitlin kaitlin katelyn kaitlyn
catherine katherine kathryn catharine katharine kate katie kathy cathy kat kitty
catriona katrina catrina
christine kristine christina kristina chris chrissie tina
christopher kristopher chris kit topher
stephen steven stephan steve stevie
stephanie stefanie steph
geoffrey jeffrey jeffery geoff jeff
jonathan jonathon johnathan jon jonny johnny
john jon jack johnny
sian shan sharn
rhys reece reese rees
dafydd david dai
david dave davey davie
gwyneth gwen
ieuan iwan evan
llewellyn llywelyn
michael micheal mick mike mikey
nicholas nicolas nick nicky
nicola nichola nicky nikki
philip phillip phil
philippa phillippa pippa
matthew mathew matt
mark marc
eric erik
derek derrick
alan allan allen
brian bryan
neil niall neal nial
ian iain
graham graeme
stuart stewart
craig kraig
gary garry
gerard gerald gerry
lee leigh
leslie lesley les
lindsay lindsey lyndsey linsey
ashley ashleigh ash
kelly kellie kelley
hayley hailey haley haylee
kayleigh kayley kaylee kayla
ann anne anna annie
annabel annabelle bel
elizabeth elisabeth liz lizzie beth betty eliza libby
isabel isabelle isobel isabella izzy bella
eleanor elinor ellie nell nelly
ellen helen nell
emily emilie emmy
emma ema
amelia emilia millie
amy aimee ami
rebecca rebekah becky becca
rachel rachael
hannah hanna
leah lea lia
jane jayne janey
jean jeanne
joanne joann jo
joanna johanna jo
josephine josie jo
joseph joe joey
josh joshua
jessica jess jessie
jennifer jenifer jenny jen
gillian jillian gill jill
julie julia jules
jacqueline jaqueline jackie jacqui
lynn lynne lyn
lauren loren
laura lora
louise louisa lou
lewis louis lou
luke luc
lucy lucie
margaret marguerite maggie meg peggy
megan meghan meagan meg
mary marie maria
natalie nathalie nat
natasha tasha
nathan nathaniel nate nat
oliver olly ollie
olivia livvy liv
samuel sam sammy
samantha sam sammy
daniel dan danny
danielle daniella dani
benjamin ben benji
william will bill billy liam
robert rob bob bobby robbie
roberta bobbie
richard rick dick rich ricky
edward ed eddie ted ned
edmund ed eddie
thomas tom tommy tomas
timothy tim timmy
terence terry terrence
anthony antony tony
andrew andy drew
alexander alex alec sandy xander
alexandra alex sandra lexi
alistair alastair alasdair alister
charles charlie chas
charlotte charlie lottie
frederick fred freddie
francis frank frankie
frances fran frankie
george georgie
georgina georgie gina
harry henry harold hal
james jim jimmy jamie
jacob jake
jason jayson
jordan jordon jorden
kieran keiran kieron ciaran
kevin kev
kenneth ken kenny
lawrence laurence larry laurie
leonard leon len lenny
maxwell max
maximilian max
peter pete
patricia pat patsy trish tricia
pauline paula
raymond ray
ronald ron ronnie
russell russel russ
simon simeon
susan suzanne sue susie
theodore theo ted
tracey tracy
teresa theresa terry tess
victoria vicky vikki tori
vincent vince
wayne wain
zachary zak zac zack
zoe zoey
yasmin yasmine jasmine jasmin
krystal crystal
carl karl
carol carole
caroline carolyn carrie
clare claire clair
debra deborah debbie
denise denice
dominic dominick dom
gavin gav
abigail abigale abbie abby abi
archibald archie
arthur art
barbara babs
bernadette bernie
bethany beth
cameron camron
chloe cloe khloe
courtney kourtney
demi demie
dylan dillon
ethan eathan
evie evelyn eve eva
finley finlay finn
freya freja
grace gracie
holly hollie
imogen immy
jayden jaden jaiden
kyle kile
layla leila laila
lilly lily lillian
logan logen
madeleine madeline maddie
mason mayson
mia mya
molly mollie
phoebe pheobe
poppy poppie
rosie rose rosemary
ruby rubie
ryan rian
scarlett scarlet
sophie sofie
sofia sophia
summer sumer
tyler tyla
agnieszka aga
katarzyna kasia
malgorzata gosia
pawel paul
piotr peter
tomasz tomek
andrei andrey
aleksander aleksandr alexander
jakub kuba
ioana joanna
smith smyth smythe
brown browne
clark clarke
taylor tayler
thompson thomson
reid reed read
stevens stephens
phillips philips
davis davies
johnson johnston johnstone
nicholls nichols
moore moor
parker parkar
begum begam
macdonald mcdonald
mackenzie mckenzie
mclean maclean mclaine
oneill oneil neill
oconnor connor
byrne burn byrnes
gray grey
green greene
white whyte
wilde wild
"""


def fill(apps, _editor):
    model = apps.get_model("people", "NameVariant")
    pairs = {(a, b) for line in FORMS.split("\n") for a in line.split() for b in line.split() if a != b}
    model.objects.bulk_create([model(name=a, variant=b) for a, b in sorted(pairs)], 500)


def empty(apps, _editor):
    apps.get_model("people", "NameVariant").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0002_search")]
    operations = [migrations.RunPython(fill, empty)]
