/** The words before the last two of a pet's name. */
export const adverbs: readonly string[] = (
  "ably actually briefly brightly calmly carefully clearly cleverly closely constantly deeply directly " +
  "early easily evenly exactly fairly finely firmly freely friendly fully gently gladly gracefully " +
  "happily highly honestly jointly kindly largely lightly lively locally loosely loudly mainly merrily " +
  "mildly mostly mutually nearly neatly newly nicely openly orderly partly patiently plainly politely " +
  "promptly proudly purely quickly quietly rarely really rightly safely sharply simply slowly smoothly " +
  "softly solely steadily strongly surely swiftly thickly timely truly usually vastly warmly wholly " +
  "widely wildly wisely"
).split(" ");

/** The last word but one of a pet's name. */
export const adjectives: readonly string[] = (
  "able airy amber ample apt awake bold brave bright brisk calm clean clear clever cosy crisp curious " +
  "deep eager early easy even exact fair fast fine firm fond frank free fresh gentle glad golden good " +
  "grand great green happy hardy honest humble jolly keen kind large light lively loyal lucky mellow " +
  "merry mild modest neat new nimble noble novel open patient plain polite prime proud pure quick quiet " +
  "ready rich robust round safe sharp shy silent silver simple sincere smart smooth snug social soft " +
  "solid sound spry stable steady still stout strong sunny sure sweet swift tidy tough true vital vivid " +
  "warm wide wild wise witty young zesty"
).split(" ");

/** The last word of a pet's name. */
export const animals: readonly string[] = (
  "adder alpaca ant ape badger bat bear beaver bee beetle bison boar buck buffalo bull camel carp cat " +
  "cheetah chimp cobra cod colt condor coral cow coyote crab crane cricket crow deer dingo dog dolphin " +
  "donkey dove dragonfly duck eagle eel elephant elk emu ermine falcon ferret finch firefly fish " +
  "flamingo fox frog gazelle gecko gibbon giraffe goat goose gopher gull hamster hare hawk hedgehog " +
  "heron hippo hornet horse hyena ibex ibis iguana jackal jaguar jay kestrel kitten kiwi koala lamb " +
  "lark lemming lemur leopard lion lizard llama lobster lynx macaw magpie mammoth marmot marten mink " +
  "mole monkey moose moth mouse mule newt octopus orca oriole oryx osprey otter owl ox oyster panda " +
  "panther parrot peacock pelican penguin pheasant pig pigeon pony possum puffin puma quail rabbit " +
  "raccoon ram raven reindeer robin rooster salmon seal shark sheep shrew shrimp skunk sloth snail " +
  "snake sparrow spider squid squirrel stag starling stoat stork swallow swan swift tapir tern thrush " +
  "tiger toad tortoise trout tuna turkey turtle viper vole walrus wasp weasel whale wolf wombat " +
  "woodpecker wren yak zebra"
).split(" ");
