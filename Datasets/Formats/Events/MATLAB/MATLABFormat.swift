import Files
import Recordings

/// MAT-files of level 5. Those of level 7.3 are HDF5, and read as such.
enum MATLABFormat: EventFormatFamily {
  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    guard MATLABFile.begins(start) else { return nil }
    return (try? MATLABColumns(file, options: EventReadOptions())) == nil ? nil : .mat
  }

  fileprivate static func open(_ file: InputFile, _ options: EventReadOptions) throws -> any EventFileSource {
    let columns = try MATLABColumns(file, options: options)
    return try EventArraySource(
      columns, header: EventHeader(format: .mat, width: options.size?.width, height: options.size?.height),
      unit: options.timeUnit ?? columns.statedUnit
    ) { columns }
  }
}

extension EventFormatDefinition {
  static let mat = EventFormatDefinition(
    "MATLAB 5", family: MATLABFormat.self, endings: ["mat"], isSequential: false, hasUnitOfTime: false,
    open: { file, options in try MATLABFormat.open(file, options) },
    create: nil)
}
