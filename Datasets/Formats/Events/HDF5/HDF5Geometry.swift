/// The sensor's size, where a file has it in its attributes, or in datasets of one number beside the events.
enum HDF5Geometry {
  private static let largestSide = 65536

  static func size(of file: HDF5File, layout: HDF5EventLayout) throws -> (width: Int, height: Int)? {
    if let geometry = file.text("geometry", of: "/") {
      let sides = geometry.split(separator: "x").map { Int($0) }
      if sides.count == 2, let width = sides[0], let height = sides[1], isSize(width, height) { return (width, height) }
    }
    for object in ["/", "events"] where try object == "/" || file.object(object) != .other {
      if let width = file.integer("width", of: object), let height = file.integer("height", of: object),
        isSize(width, height)
      {
        return (width, height)
      }
      // Written as rows and columns by some, as columns and rows by others: no sensor is higher than it is wide.
      if let sides = file.integers("sensor_resolution", of: object, count: 2), let width = sides.max(),
        let height = sides.min(), isSize(width, height)
      {
        return (width, height)
      }
    }
    if try file.object("events") == .group, let width = try file.integer("events/width"),
      let height = try file.integer("events/height"), isSize(Int(width), Int(height))
    {
      return (Int(width), Int(height))
    }
    return nil
  }

  private static func isSize(_ width: Int, _ height: Int) -> Bool {
    (1...largestSide).contains(width) && (1...largestSide).contains(height)
  }
}
