"""Words of game props, shapes and finishes that a WordPiece vocabulary splits but people use."""

from __future__ import annotations

from typing import Final

EXTRA_WORDS: Final[tuple[str, ...]] = tuple(
    """
    halberd rapier cutlass scimitar katana claymore broadsword longsword shortsword greatsword sabre saber
    falchion glaive trident javelin morningstar warhammer battleaxe poleaxe hatchet tomahawk machete
    stiletto dirk dagger crossbow longbow slingshot quiver scabbard sheath pommel crossguard hilt fuller
    quillon buckler gauntlet breastplate chainmail greaves bracers pauldron visor blunderbuss musket
    flintlock revolver grenade shovel spade pickaxe pitchfork sickle scythe rake hoe mallet sledgehammer
    chisel screwdriver wrench spanner pliers tongs bellows crowbar hacksaw handsaw anvil grindstone
    whetstone trowel wheelbarrow handcart pushcart toolbox ladder stepladder broom broomstick mop bucket
    pail watering toolkit vise clamp axle hubcap barrel cask keg crate hamper basket satchel rucksack
    backpack knapsack pouch purse suitcase briefcase urn vase amphora jug pitcher tankard goblet chalice
    mug teacup teapot saucer kettle cauldron saucepan skillet ladle spatula colander tureen platter tray
    cutlery spoon fork corkscrew carafe decanter flask vial flagon bottle rolling-pin whisk grater
    teaspoon chopsticks wok casserole breadbox cupcake croissant baguette pretzel doughnut donut pumpkin
    watermelon pineapple strawberry banana avocado aubergine eggplant zucchini courgette cabbage
    cauliflower broccoli mushroom toadstool turnip radish onion garlic leek carrot armchair recliner
    rocking-chair highchair footstool barstool stool bench settee sofa couch ottoman divan bookcase
    bookshelf cupboard sideboard dresser wardrobe nightstand bedside headboard footboard hammock cradle
    cot crib bunk bunkbed four-poster throne pew lectern podium workbench desk coffee-table tabletop
    backrest armrest armrests seat cushion pillow mattress blanket quilt canopy drawer drawers knob knobs
    hinge hinges lantern lamp lampshade chandelier candlestick candelabra candelabrum sconce torch brazier
    campfire bonfire streetlight streetlamp lamppost floodlight spotlight bulb wick flashlight nightlight
    fern cactus succulent bonsai sapling shrub bush hedge topiary bramble ivy vine lily tulip sunflower
    daisy orchid seaweed kelp bamboo palm willow birch fir spruce cypress stump driftwood flowerpot
    planter trellis cottage hut cabin shack shed barn silo windmill watermill lighthouse watchtower turret
    belfry steeple chapel gazebo pavilion pagoda teepee tipi yurt tent igloo outhouse greenhouse doghouse
    birdhouse kennel gatehouse fortress castle keep drawbridge portcullis battlement crenellation
    crenellations chimney roof gable eaves dormer shutter shutters awning balcony veranda porch doorway
    archway pillar column pedestal plinth obelisk gravestone tombstone headstone sarcophagus coffin
    mausoleum shrine altar totem statue bust gargoyle sundial birdbath fountain well wishing-well fence
    gate railing palisade stile bollard hydrant mailbox postbox letterbox signpost signboard billboard
    noticeboard hitching-post trough manhole dustbin dumpster trashcan parasol wagon carriage stagecoach
    chariot sled sleigh sledge rickshaw tricycle bicycle motorbike motorcycle scooter skateboard tractor
    bulldozer excavator forklift locomotive tram trolley minecart rowboat sailboat canoe kayak dinghy raft
    galleon schooner longship submarine airship zeppelin biplane helicopter spaceship rocket hovercraft
    treasure crown tiara diadem sceptre scepter orb amulet pendant necklace bracelet locket brooch
    talisman gemstone gemstones scroll tome grimoire spellbook ledger quill inkwell inkpot hourglass
    astrolabe telescope spyglass compass globe lute lyre harp flute panpipes ocarina bagpipes tambourine
    bongo drumstick gong doll teddy marionette puppet nutcracker snowglobe snowman scarecrow
    jack-o-lantern weathered battered tattered tarnished rusted rusty corroded mouldy moldy mossy
    overgrown cracked chipped scratched dented scuffed worn-out timeworn aged antique decrepit dilapidated
    ramshackle pristine unblemished shiny glossy matte polished burnished gleaming sparkling glittering
    glowing luminous luminescent phosphorescent shimmering iridescent translucent transparent frosted
    glazed lacquered varnished gilded engraved embossed ornate filigree carved chiselled chiseled fluted
    ribbed studded riveted spiked spiky barbed serrated jagged notched tapered flared curved bowed bent
    twisted spiral coiled knotted woven braided plaited quilted padded upholstered rounded squarish boxy
    blocky cubic cylindrical conical spherical domed arched pointed pointy blunt sharp slender slim skinny
    lanky spindly stout squat stubby stocky chunky plump bulky hefty massive gigantic enormous colossal
    huge giant jumbo tiny minuscule miniature diminutive petite elongated oblong oval elliptical hexagonal
    octagonal triangular rectangular symmetrical asymmetrical lopsided crooked wonky slanted leaning
    cartoonish cartoony toony lowpoly voxel pixelated photorealistic lifelike hyperrealistic stylized
    stylised whimsical steampunk cyberpunk gothic medieval viking elven elvish dwarven orcish demonic
    angelic cursed haunted enchanted magical mystical arcane eldritch regal royal imperial rustic baroque
    victorian futuristic sci-fi crimson scarlet maroon burgundy vermilion vermillion carmine magenta
    fuchsia violet indigo lavender lilac mauve periwinkle turquoise aquamarine cyan teal azure cerulean
    cobalt ultramarine navy emerald viridian chartreuse olive khaki ochre amber mustard saffron tangerine
    apricot peach salmon coral terracotta sienna umber sepia tan beige taupe ecru ivory charcoal slate
    gunmetal ebony mahogany walnut teak rosewood cedar pine maple hickory plywood driftwood rattan wicker
    burlap hessian velvet satin suede denim tweed felt fleece fur porcelain stoneware earthenware
    terra-cotta travertine limestone sandstone basalt granite onyx malachite lapis topaz garnet opal
    amethyst sapphire ruby diamond pearl quartz jasper agate brass pewter titanium tungsten aluminium
    aluminum zinc nickel cobalt platinum electrum mithril adamantine obsidian lava magma icicle snowy
    frosty
    """.replace("-", " ").split()
)
