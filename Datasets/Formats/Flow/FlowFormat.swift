import Files

/// The file formats of a flow field.
public enum FlowFormat: String, Sendable, CaseIterable {
  /// Middlebury's `.flo`: float32, pixel by pixel; a component beyond 10⁹ marks a pixel without flow.
  case flo
  /// A `.npy` array, float32 `[2, height, width]`; NaN where a pixel has no flow.
  case npy
  /// An `.npz` archive: `flow` float32 `[2, height, width]` and, where pixels lack flow, `valid` uint8 `[height, width]`.
  case npz
  /// An HDF5 file with datasets as the arrays of ``npz``, compressed by gzip.
  case h5
  /// A 16-bit PNG as KITTI has it: 64 · pixels + 2¹⁵ in red (u) and green (v), 1 in blue where there is flow.
  case kitti
  /// A 16-bit PNG as DSEC has it: as ``kitti`` with 128 for 64.
  case dsec

  /// What there is to say of the format.
  var definition: FlowFormatDefinition {
    switch self {
    case .flo: .flo
    case .npy: .npy
    case .npz: .npz
    case .h5: .h5
    case .kitti: .kitti
    case .dsec: .dsec
    }
  }

  /// The ending of a file's name that goes with the format.
  public var fileEnding: String { definition.endings[0] }

  /// Whether the format has a place for which pixels have flow. In a `.npy` and a `.flo` a value stands for that.
  public var hasMask: Bool { definition.hasMask }

  /// Whether a file says by itself that it is of the format; a PNG does not say its scale.
  public var isToldByContent: Bool { definition.coding == nil }

  /// The bytes that a pixel takes before it is compressed, with its place in the mask where there is one.
  public var bytesPerPixel: Int { definition.coding == nil ? hasMask ? 9 : 8 : 6 }

  /// The largest and smallest displacement that the format holds, in pixels; nil where float32 is the limit.
  public var range: ClosedRange<Float>? { definition.coding?.range }

  /// The format of a file, told by its content, or nil where it is none of these.
  ///
  /// A PNG does not say its scale. It is that of DSEC where the file lies in `flow/forward` or `flow/backward`, or in a
  /// folder with the name of one of DSEC's sequences, as its predictions do; that of KITTI in `flow_occ` or `flow_noc`.
  ///
  /// - Throws: `FileError` where there is no such file, and where it is a PNG of 16 bits in another folder.
  public static func detect(_ path: String) throws -> FlowFormat? {
    let file = try InputFile(path: path)
    let start = try file.bytes(at: 0, count: min(8, file.byteCount))
    let fitting = allCases.filter { start.starts(with: $0.definition.signature) }
    if fitting.count <= 1 { return fitting.first }
    if let format = pngFormat(ofPath: path) { return format }
    throw FileError(
      .badContent, path: path, problem: "a PNG does not say the scale of its flow, and its folder is none that does",
      remedy: "pass \(Setting.inputFormat, to: "kitti") or \(Setting.inputFormat, to: "dsec")")
  }

  /// The format that the ending of a name stands for; nil for a PNG, which may be of two.
  public static func named(_ path: String) -> FlowFormat? {
    guard let ending = Datasets.fileEnding(of: path) else { return nil }
    return allCases.first { $0.isToldByContent && $0.definition.endings.contains(ending) }
  }

  /// Whether a file holds flow, by the ending of its name and, where other things go by it, by what it holds: a `.npy`
  /// of two planes of real numbers, an `.npz` or `.h5` with an array `flow`.
  ///
  /// - Throws: `FileError` where it has to be looked into and cannot.
  public static func isFlow(_ path: String) throws -> Bool {
    guard let ending = Datasets.fileEnding(of: path),
      let format = allCases.first(where: { $0.definition.endings.contains(ending) })
    else { return false }
    let file = try InputFile(path: path)
    if ForeignFile.placeholder(try file.bytes(at: 0, count: min(512, file.byteCount))) != nil { return false }
    return try format.definition.mayBe(path)
  }

  /// The scale that the folders of a dataset stand for, or nil.
  static func pngFormat(ofPath path: String) -> FlowFormat? {
    let folders = path.split(separator: "/").dropLast().suffix(2).map(String.init)
    guard let parent = folders.last else { return nil }
    if parent == "flow_occ" || parent == "flow_noc" { return .kitti }
    let isFlow = folders.count == 2 && folders[0] == "flow" && ["forward", "backward"].contains(parent)
    return isFlow || DSECSequences.isName(parent) ? .dsec : nil
  }
}
