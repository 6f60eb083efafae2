import Recordings

extension EventFormatDefinition {
  static let propheseeHDF5 = EventFormatDefinition(
    "Prophesee HDF5, compressed by ECF", family: HDF5EventFamily.self, endings: ["hdf5", "h5"], isSequential: false,
    open: { file, options in try HDF5EventFamily.open(file, .propheseeHDF5, options) },
    create: { path, _, options in try PropheseeHDF5Writer(path: path, options: options) })

  static let mvsec = EventFormatDefinition(
    "HDF5 as MVSEC has it", family: HDF5EventFamily.self, endings: ["hdf5"], isSequential: false,
    hasTopics: true,
    open: { file, options in try HDF5EventFamily.open(file, .mvsec, options) },
    samples: { file, contents, options in try MVSECSampleSource(file, contents: contents, options: options) },
    create: nil)

  static let dsec = EventFormatDefinition(
    "HDF5 as DSEC has it", family: HDF5EventFamily.self, endings: ["h5"], isSequential: false,
    flowPeriodMicroseconds: 100_000,
    open: { file, options in try HDF5EventFamily.open(file, .dsec, options) },
    samples: { file, contents, options in try DSECSampleSource(file, contents: contents, options: options) },
    samplesLieBeside: true,
    create: { path, _, options in try DSECWriter(path: path, options: options) })

  static let hdf5 = EventFormatDefinition(
    "other HDF5 with t, x, y, p", family: HDF5EventFamily.self, endings: ["h5", "hdf5"], impliedBy: ["h5", "hdf5"],
    isSequential: false, hasUnitOfTime: false, hasTopics: true,
    open: { file, options in try HDF5EventFamily.open(file, .hdf5, options) },
    create: { path, _, options in try HDF5EventWriter(path: path, options: options) })
}
