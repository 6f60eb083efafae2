import CHDF5

/// A transformation of a chunk's bytes, by its number in the registry of the HDF Group.
enum HDF5Filter: Sendable, Equatable, Codable {
  /// zlib, filter 1.
  case deflate(level: Int)
  /// The bytes of numbers grouped by their place in the number, filter 2.
  case shuffle(elementBytes: Int)
  /// A checksum after the bytes, filter 3.
  case fletcher32
  /// LZF, filter 32000, as h5py has it.
  case lzf
  /// Blosc, filter 32001.
  case blosc(elementBytes: Int, level: Int)
  /// LZ4 in blocks, filter 32004.
  case lz4
  /// Zstandard, filter 32015.
  case zstandard(level: Int)
  /// Szip, filter 4, through libaec: its options, bits a number, numbers a block and a line.
  case szip(SzipSettings)
  /// bzip2, filter 307.
  case bzip2(level: Int)
  /// The bits of numbers grouped by their place in the number, then perhaps LZ4 or Zstandard in blocks, filter 32008.
  case bitshuffle(elementBytes: Int, blockElements: Int, packing: Bitshuffle.Packing)
  /// Prophesee's codec of events, filter 0x8ECF.
  case ecf

  /// The filter of a number; nil where it is not known here.
  init?(id: Int, values: [UInt32]) {
    func value(_ index: Int) -> Int { index < values.count ? Int(values[index]) : 0 }
    switch id {
    case 1: self = .deflate(level: value(0))
    case 2: self = .shuffle(elementBytes: value(0))
    case 3: self = .fletcher32
    case 4: self = .szip(SzipSettings(values))
    case 307: self = .bzip2(level: max(1, min(9, value(0))))
    case 32008:
      guard let packing = Bitshuffle.Packing(rawValue: value(4)) else { return nil }
      self = .bitshuffle(elementBytes: max(1, value(2)), blockElements: value(3), packing: packing)
    case 32000: self = .lzf
    case 32001: self = .blosc(elementBytes: value(2), level: value(4))
    case 32004: self = .lz4
    case 32015: self = .zstandard(level: value(0))
    case 0x8ECF: self = .ecf
    default: return nil
    }
  }

  /// The number of a filter that is not known here, with the name that the registry of the HDF Group gives it.
  static func foreignName(_ id: Int) -> String {
    let names = [
      5: "nbit", 6: "scale-offset", 32013: "ZFP", 32017: "SZ", 32018: "FCIDECOMP", 32024: "SZ3", 32026: "Blosc 2",
    ]
    return names[id].map { "\(id) (\($0))" } ?? "\(id)"
  }

  /// The number in the registry.
  var id: H5Z_filter_t {
    switch self {
    case .deflate: 1
    case .shuffle: 2
    case .fletcher32: 3
    case .lzf: 32000
    case .blosc: 32001
    case .lz4: 32004
    case .zstandard: 32015
    case .szip: 4
    case .bzip2: 307
    case .bitshuffle: 32008
    case .ecf: 0x8ECF
    }
  }

  /// The name for messages.
  var name: String {
    switch self {
    case .deflate: "gzip"
    case .shuffle: "shuffle"
    case .fletcher32: "checksum"
    case .lzf: "LZF"
    case .blosc: "Blosc"
    case .lz4: "LZ4"
    case .zstandard: "Zstandard"
    case .szip: "szip"
    case .bzip2: "bzip2"
    case .bitshuffle: "bitshuffle"
    case .ecf: "ECF"
    }
  }
}

/// Bytes that no run of a filter can have left behind.
struct HDF5FilterFailure: Error {
  /// What is wrong: a clause in lower case.
  var problem: String
}
