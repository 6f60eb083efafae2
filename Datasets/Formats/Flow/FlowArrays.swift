import Files
import Recordings
import Tensors

/// Flow in arrays: `.npy`, `.npz` and HDF5.
enum FlowArrays {
  static let flowName = "flow"
  static let validName = "valid"

  private static let largestSide = 1 << 16
  /// 4 Gi of bytes in single precision.
  private static let largestPixelCount = 1 << 29

  static func readNumpy(_ path: String) throws -> FlowField {
    let stream = try NumpyStream(path: path)
    guard layout(of: stream.header.shape) != nil else { throw misshapen(path, stream.header.shape, place: nil) }
    let array = try NumpyFile.read(path: path)
    return try field(array.float32, path: path, place: nil, valid: nil)
  }

  static func readArchive(_ path: String) throws -> FlowField {
    let archive = try NumpyArchive(path: path)
    let name: String
    if archive.names.contains(flowName) {
      name = flowName
    } else {
      let fitting = archive.names.filter { entry in
        (try? archive.header(entry)).map { layout(of: $0.shape) != nil } ?? false
      }
      name = try only(fitting, of: archive.names, path: path)
    }
    let header = try archive.header(name)
    guard layout(of: header.shape) != nil else { throw misshapen(path, header.shape, place: "entry \(name)") }
    var valid: Tensor<UInt8>?
    if name == flowName && archive.names.contains(validName) {
      let shape = try archive.header(validName).shape
      guard shape.count == 2, Shape.checkedCount(shape) == Shape.checkedCount(header.shape).map({ $0 / 2 }) else {
        throw misfit(path, shape, header.shape, place: "entry \(validName)")
      }
      valid = try archive.float32(validName).map { $0 != 0 ? 1 : 0 }
    }
    return try field(archive.float32(name), path: path, place: "entry \(name)", valid: valid)
  }

  static func readHDF5(_ path: String) throws -> FlowField {
    let file = try HDF5File(path: path)
    let name: String
    if try file.holdsDataset(flowName) {
      name = flowName
    } else {
      let datasets = try file.names(in: "/").filter { try file.object($0) == .dataset }
      let fitting = datasets.filter { (try? HDF5Array(file, $0)).map { layout(of: $0.shape) != nil } ?? false }
      name = try only(fitting, of: datasets, path: path)
    }
    let flow = try whole(HDF5Array(file, name))
    var valid: Tensor<UInt8>?
    if name == flowName, try file.holdsDataset(validName) {
      let array = try HDF5Array(file, validName)
      guard array.shape.count == 2, Shape.checkedCount(array.shape) == flow.count / 2 else {
        throw misfit(path, array.shape, flow.shape, place: "dataset \(validName)")
      }
      valid = try rows(of: array).map { $0 != 0 ? 1 : 0 }
    }
    return try field(flow, path: path, place: "dataset \(name)", valid: valid)
  }

  /// Whether an array of a shape is flow, and the components come last; nil where it is none.
  private static func layout(of shape: [Int]) -> (height: Int, width: Int, isLast: Bool)? {
    guard shape.count == 3, shape.allSatisfy({ (1...largestSide).contains($0) }),
      Shape.checkedCount(shape).map({ $0 <= 2 * largestPixelCount }) == true
    else { return nil }
    if shape[0] == 2 { return (shape[1], shape[2], false) }
    return shape[2] == 2 ? (shape[0], shape[1], true) : nil
  }

  private static func field(
    _ array: Tensor<Float>, path: String, place: String?, valid: Tensor<UInt8>?
  ) throws -> FlowField {
    guard let layout = layout(of: array.shape) else { throw misshapen(path, array.shape, place: place) }
    if let valid, valid.shape != [layout.height, layout.width] {
      throw misfit(path, valid.shape, array.shape, place: place)
    }
    guard layout.isLast else { return FlowField(flow: array, valid: valid) }
    let pixels = layout.height * layout.width
    let flow = array.withUnsafeBufferPointer { source in
      Tensor<Float>(unsafeUninitializedShape: [2, layout.height, layout.width]) { target in
        for pixel in 0..<pixels {
          target.initializeElement(at: pixel, to: source[2 * pixel])
          target.initializeElement(at: pixels + pixel, to: source[2 * pixel + 1])
        }
      }
    }
    return FlowField(flow: flow, valid: valid)
  }

  private static func whole(_ array: HDF5Array) throws -> Tensor<Float> {
    guard layout(of: array.shape) != nil else {
      throw misshapen(array.path, array.shape, place: "dataset \(array.name)")
    }
    try UnpackedLimit.check(
      Shape.count(array.shape) * MemoryLayout<Float>.size, inFileOf: InputFile(path: array.path).byteCount,
      path: array.path, place: "dataset \(array.name)")
    return try rows(of: array)
  }

  private static func rows(of array: HDF5Array) throws -> Tensor<Float> {
    let rest = Shape.count(array.frameShape)
    return try Tensor(unsafeUninitializedShape: array.shape) { target in
      for index in 0..<array.count {
        try array.floatFrame(index).withUnsafeBufferPointer { row in
          for place in 0..<rest { target.initializeElement(at: index * rest + place, to: row[place]) }
        }
      }
    }
  }

  private static func only(_ fitting: [String], of all: [String], path: String) throws -> String {
    if fitting.count == 1 { return fitting[0] }
    throw FileError(
      .badContent, path: path,
      problem: fitting.isEmpty
        ? "it holds no array of flow, [2, height, width] or [height, width, 2]"
        : "it holds \(fitting.count) arrays that may be flow",
      remedy: all.isEmpty
        ? "name one \(flowName)"
        : "name one \(flowName); it holds \(all.prefix(8).joined(separator: ", "))\(all.count > 8 ? ", …" : "")")
  }

  private static func misshapen(_ path: String, _ shape: [Int], place: String?) -> FileError {
    FileError(
      .badContent, path: path, problem: "a flow has the shape [2, height, width], this has \(shape)", place: place,
      remedy: "save it in that form")
  }

  private static func misfit(_ path: String, _ mask: [Int], _ flow: [Int], place: String?) -> FileError {
    FileError(
      .badContent, path: path, problem: "a mask of shape \(mask) does not fit a flow of \(flow)", place: place,
      remedy: "save it as [height, width]")
  }
}
