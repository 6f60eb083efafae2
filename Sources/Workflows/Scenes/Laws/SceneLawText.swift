/// The laws of random scenes that come with the package: files that users can print, change and hand in.
enum SceneLawText {
  /// Like SPIFT: things that fly before a background, at 20 000 frames a second.
  static let spift = """
    # Textured things that fly and turn before a moving background, as in SPIFT (Hu et
    # al., CVPR 2022). Over ten frames of 1/20000 s displacements fill 0 to 12 pixels.
    # A range [a, b] is drawn from evenly, for each thing anew.
    recording:
      size: 800x500
      rate: 20000              # spike frames a second
      frames: 500

    objects:
      count: [8, 12]
      kinds: [layers]          # layers: flat things; meshes: things in space; or both
      shapes: [ellipse, rectangle, star, blob, polygon]    # of layers
      forms: [sphere, box, torus, card, blade, vase]       # of meshes
      radius: [0.09, 0.24]     # of the sensor's shorter side
      speed: [1000, 24000]     # pixels a second at most on the way
      turning: [0, 2500]       # degrees a second, to either side
      scale: [0.9, 1.1]        # from one such number to another
      shear: 0
      path: curve              # curve: through random points of the middle 90 %; line
      curve: 12ms              # from one such point to the next

    background:
      speed: [500, 16000]
      turning: [0, 300]
      scale: 1
      path: line

    textures:
      patterns: [noise, checks, stripes, bricks, wood, text]
      drawings: 8              # different ones of each pattern
      grain: [0.4, 0.6]        # how much of a pattern is noise: one end or the other
      scale: [0.8, 1.4]
      darkest: [5, 50]         # linear gray levels of which 255 is white
      spread: [130, 205]       # how much brighter the brightest parts are

    """

  /// The generator of sprites of the event-camera literature.
  static let esim2d = """
    # Sprites that cross a slow background, the published law of training scenes for
    # event cameras (Stoffregen et al., ECCV 2020; Rebecq et al., ESIM, CoRL 2018): each
    # goes in a line through a random point of the middle 90 % of the sensor.
    recording:
      size: 346x260
      rate: 20000
      frames: 6000

    objects:
      count: [2, 30]
      kinds: [layers]          # layers: flat things; meshes: things in space; or both
      shapes: [ellipse, rectangle, star, blob, polygon]    # of layers
      forms: [sphere, box, torus, card, blade, vase]       # of meshes
      radius: [0.08, 0.25]
      speed: [0.5, 600]        # pixels a second
      turning: [0, 60]         # degrees a second, to either side
      scale: [0.3, 1.5]        # from one such number to another
      path: line

    background:
      speed: [0.5, 40]
      turning: 0
      scale: 1
      path: line

    textures:
      patterns: [noise, checks, stripes, bricks, wood, text]
      drawings: 8
      grain: [0.4, 0.6]
      scale: [0.8, 1.4]
      darkest: [5, 50]
      spread: [130, 205]

    """
}
