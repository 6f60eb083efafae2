import CSystem
import Files
import Foundation

/// What a process asks of its worker. Texts are as users write them, datasets and memory go by numbers that the worker
/// gives.
enum HDF5Request: Codable, Hashable {
  /// To open the file that comes along, which messages call by a path.
  case open(path: String)
  case object(String)
  case names(group: String, most: Int)
  case contains(String)
  case text(attribute: String, object: String)
  case integers(attribute: String, object: String, count: Int)
  /// To open a dataset, which stays open as long as the worker is there.
  case dataset(String)
  /// To use the memory that comes along.
  case memory(byteCount: Int)
  case free(memory: Int)
  case compact(dataset: Int, memory: Int)
  /// To say where chunks lie in the file.
  case places(dataset: Int, plan: HDF5ChunkPlan, offsets: PackedIntegers)
  /// To put a chunk into memory, in the way of ``HDF5ChunkSource``.
  case chunk(dataset: Int, memory: Int, plan: HDF5ChunkPlan, offset: [Int])
  /// How a chunk that is damaged is told of.
  case complaint(dataset: Int, offset: [Int], problem: String)
}

/// What the worker answers.
enum HDF5Answer: Codable {
  case done
  case failed(FileError)
  case object(HDF5File.Object)
  case names([String])
  case truth(Bool)
  case text(String?)
  case integers([Int]?)
  case number(Int)
  case dataset(Int, HDF5DatasetFacts)
  /// For each chunk its address, its length, and for each filter whether it was left out; the length is 0 where only the
  /// library can read it.
  case places(PackedIntegers)
  case chunk(length: Int, skipped: UInt32)
}

/// Whole numbers that are written as bytes and not as digits: there may be hundreds.
struct PackedIntegers: Codable, Hashable {
  private var bytes: Data

  init(_ values: [Int]) { bytes = values.withUnsafeBytes { Data($0) } }

  var values: [Int] {
    [Int](unsafeUninitializedCapacity: bytes.count / MemoryLayout<Int>.size) { buffer, count in
      count = bytes.copyBytes(to: buffer) / MemoryLayout<Int>.size
    }
  }
}

/// What went wrong between a process and its worker.
enum HDF5ExchangeFailure: Error {
  /// The other end is gone.
  case gone
  /// Nothing came for ``HDF5Exchange/patience``.
  case silent
  /// Something came that is no message.
  case nonsense
}

/// Messages on a socket: eight bytes of a length, then JSON of so many bytes; an open file may come along.
enum HDF5Exchange {
  /// How long a process waits for a sign of its worker, in milliseconds.
  static let patience: Int32 = 10_000
  private static let longestMessage = 64 << 20

  static func send(_ message: some Encodable, to socket: Int32, descriptor: Int32 = -1) throws {
    let body = try JSONEncoder().encode(message)
    var bytes = [UInt8]()
    bytes.reserveCapacity(8 + body.count)
    withUnsafeBytes(of: UInt64(body.count).littleEndian) { bytes += $0 }
    bytes += body
    guard saccade_send(socket, bytes, bytes.count, descriptor) == 0 else { throw HDF5ExchangeFailure.gone }
  }

  /// A message, and the open file that came along, which is the caller's to close; −1 where none did.
  ///
  /// - Parameter patience: How long to wait for a part of it, in milliseconds; −1 for ever.
  static func receive<Message: Decodable>(
    _ type: Message.Type, from socket: Int32, patience: Int32
  ) throws -> (message: Message, descriptor: Int32) {
    var length: UInt64 = 0
    var descriptor: Int32 = -1
    try check(saccade_receive(socket, &length, 8, &descriptor, patience))
    length = UInt64(littleEndian: length)
    guard length <= longestMessage else { throw HDF5ExchangeFailure.nonsense }
    var body = [UInt8](repeating: 0, count: Int(length))
    var none: Int32 = -1
    try check(saccade_receive(socket, &body, body.count, &none, patience))
    guard let message = try? JSONDecoder().decode(type, from: Data(body)) else { throw HDF5ExchangeFailure.nonsense }
    return (message, descriptor)
  }

  private static func check(_ status: Int32) throws {
    switch status {
    case 0: return
    case ETIMEDOUT: throw HDF5ExchangeFailure.silent
    default: throw HDF5ExchangeFailure.gone
    }
  }
}
