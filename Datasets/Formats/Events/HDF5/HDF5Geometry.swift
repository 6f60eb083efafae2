/// The sensor's size, where a file has it in its attributes, or in datasets of one number beside the events.
enum HDF5Geometry {
  private static let largestSide = 65536
  /// What two numbers are called that are the sides of the sensor.
  static let sizeNames = ["sensor_resolution", "resolution", "sensor_size", "image_size"]

  static func size(of file: HDF5File, layout: HDF5EventLayout) throws -> (width: Int, height: Int)? {
    if let geometry = try file.text("geometry", of: "/") {
      let sides = geometry.split(separator: "x").map { Int($0) }
      if sides.count == 2, let width = sides[0], let height = sides[1], isSize(width, height) { return (width, height) }
    }
    let groups = ["/", "events"] + (layout.group.map { [$0] } ?? [])
    for object in groups where try object == "/" || file.object(object) != .other {
      if let width = try file.integer("width", of: object), let height = try file.integer("height", of: object),
        isSize(width, height)
      {
        return (width, height)
      }
      // Written as rows and columns by some, as columns and rows by others: no sensor is higher than it is wide.
      for name in sizeNames {
        if let sides = try file.integers(name, of: object, count: 2), let size = ordered(sides) { return size }
      }
      let prefix = object == "/" ? "" : "\(object)/"
      if object != "/", try file.object(object) != .group { continue }
      if let width = try file.integer("\(prefix)width"), let height = try file.integer("\(prefix)height"),
        isSize(Int(width), Int(height))
      {
        return (Int(width), Int(height))
      }
      // M3ED keeps the calibration of a camera beside its events.
      for name in ["calib/resolution", "calibration/resolution", "resolution", "sensor_resolution"] {
        if let sides = try file.integers(dataset: prefix + name, count: 2), let size = ordered(sides) { return size }
      }
    }
    return try sizeOfPictures(in: file, layout: layout)
  }

  /// The size of MVSEC's pictures, which its events share.
  private static func sizeOfPictures(
    in file: HDF5File, layout: HDF5EventLayout
  ) throws -> (width: Int, height: Int)? {
    guard case .mvsec(let camera) = layout else { return nil }
    let pictures = "\(camera)/image_raw"
    guard try file.object(pictures) == .dataset else { return nil }
    let shape = try file.dataset(pictures).shape
    return shape.count == 3 && isSize(shape[2], shape[1]) ? (shape[2], shape[1]) : nil
  }

  /// The size of DSEC's cameras, where a file has all of its layout and no event outside of it at its ends: others write
  /// the layout, too, and do not say their size.
  static func sizeOfDSEC(_ file: HDF5File, _ columns: HDF5EventColumns) throws -> (width: Int, height: Int)? {
    guard try file.contains("t_offset"), try file.contains("ms_to_idx") else { return nil }
    let (width, height) = (640, 480)
    for (column, side) in [(columns.x, width), (columns.y, height)] {
      let count = column.reader.count
      for rows in [0..<min(count, rowsThatTell), max(0, count - rowsThatTell)..<count] {
        if try column.values(rows).contains(where: { $0 >= Double(side) }) { return nil }
      }
    }
    return (width, height)
  }

  private static let rowsThatTell = 1 << 14

  /// Sides as they are written, rows and columns by some, columns and rows by others: no sensor is higher than it is wide.
  static func ordered(_ sides: [Int]) -> (width: Int, height: Int)? {
    guard let width = sides.max(), let height = sides.min(), isSize(width, height) else { return nil }
    return (width, height)
  }

  private static func isSize(_ width: Int, _ height: Int) -> Bool {
    (1...largestSide).contains(width) && (1...largestSide).contains(height)
  }
}
