import Files
import Tensors

/// Files of arrays and tables of which none is known for a recording: what they hold, and what reads that.
extension ForeignFile {
  private static let mostNamed = 9
  private static let nameColumns: Message =
    "say which are t, x, y, p with \(Setting.columns, to: "T,X,Y,P"), or save spikes as uint8 [frames, height, width]"

  /// What an archive, an HDF5 file, a MAT-file or an array holds; nil for files of other kinds.
  static func arrays(_ look: Look) -> Finding? {
    if look.has(FileSignature.zip) {
      guard let archive = try? NumpyArchive(path: look.path) else { return nil }
      if archive.names.contains(FlowArrays.flowName) { return flow }
      if archive.names.contains("data"), archive.names.contains("start_us") { return representation }
      return listing(archive.names.map { (name: $0, shape: (try? archive.header($0))?.shape) })
    }
    if HDF5EventFamily.begins(look.start) { return hdf5(look) }
    if look.has(FileSignature.numpy) {
      return (try? NumpyHeader(file: InputFile(path: look.path))).flatMap { $0.shape.count == 3 ? nil : array($0) }
    }
    if MATLABFile.begins(look.start) {
      let variables = (try? MATLABFile(InputFile(path: look.path)))?.variables
      return variables.map { listing($0.map { ($0.name, $0.shape) }) }
    }
    if look.ending == "mat" {
      return ("this is no MAT-file of level 5 or 7.3", "save it in MATLAB with -v7 or -v7.3")
    }
    return nil
  }

  private static let representation: Finding = (
    "these are windows of a recording as tensors, no recording", "\(Work.render) shows them"
  )

  private static func listing(_ arrays: [(name: String, shape: [Int]?)]) -> Finding {
    if arrays.isEmpty { return ("it holds no arrays", "record or fetch it again") }
    let named = arrays.prefix(mostNamed).map { array in array.name + (array.shape.map { " \($0)" } ?? "") }
    let listed = named.joined(separator: ", ") + (arrays.count > mostNamed ? ", …" : "")
    return ("it holds no columns of events or spikes by names that are known, but \(listed)", nameColumns)
  }

  private static func array(_ header: NumpyHeader) -> Finding {
    let what = "an array of shape \(header.shape) and dtype \(header.dtype)"
    if header.shape.count == 4, [.float32, .float64].contains(header.scalarType) {
      return (
        "\(what) is no recording, but may be windows of one as tensors",
        "\(Work.render) shows them, \(Work.reconstruct) and \(Work.estimateFlow) take those of their networks"
      )
    }
    return (
      "\(what) is no recording",
      "save events as [N, 4] or as records with t, x, y, p, and spikes as uint8 [frames, height, width]"
    )
  }

  private static func hdf5(_ look: Look) -> Finding? {
    guard let file = try? HDF5File(path: look.path) else { return nil }
    func holds(_ name: String) -> Bool { (try? file.contains(name)) == true }
    if holds("node"), holds("version") {
      return ("this is a network (NIR)", "\(Work.evaluateClassifier) runs one with \(Setting.model)")
    }
    if holds(FlowArrays.flowName) { return flow }
    if holds("data"), holds("start_us") { return representation }
    return listing(datasets(of: file).map { (name: $0, shape: (try? file.dataset($0))?.shape) })
  }

  /// The first datasets of a file, those of its groups among them.
  private static func datasets(of file: HDF5File) -> [String] {
    let (deepest, mostGroups) = (4, 64)
    var groups = [(path: "/", depth: 0)]
    var (found, next) = ([String](), 0)
    while next < groups.count, found.count <= mostNamed {
      let (group, depth) = groups[next]
      next += 1
      for name in (try? file.names(in: group)) ?? [] {
        let path = group == "/" ? name : "\(group)/\(name)"
        switch try? file.object(path) {
        case .group where depth < deepest && groups.count < mostGroups: groups.append((path, depth + 1))
        case .dataset: found.append(path)
        case .group, .other, nil: break
        }
      }
    }
    return found
  }

  /// What the first line of a text names that could be a table of events; nil for what is none.
  static func lines(_ look: Look) -> Finding? {
    let text = String(decoding: look.start.prefix(2048), as: UTF8.self)
    guard !look.start.contains(0), let first = text.split(whereSeparator: \.isNewline).first,
      !first.contains("\u{FFFD}")
    else { return nil }
    let names = first.split { ",;\t".contains($0) }.map { $0.filter { $0 != "\"" && !$0.isWhitespace } }
    guard names.count >= 4, names.contains(where: { Double($0) == nil && !$0.isEmpty }) else { return nil }
    return (
      "its first line names the columns \(names.prefix(mostNamed).joined(separator: ", ")), which are not all known",
      "say which are t, x, y, p by their names or numbers with \(Setting.columns, to: "T,X,Y,P")"
    )
  }
}
