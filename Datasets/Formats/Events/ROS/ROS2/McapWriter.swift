import Files
import Recordings

/// Writes a ROS 2 bag as an mcap file, with messages of `dvs_msgs/msg/EventArray`.
///
/// Chunks of about 1 MiB with an index each, and a summary at the end. Memory: one chunk, and 60 bytes a chunk.
public final class McapWriter: EventSink {
  /// How chunks are compressed.
  public enum Compression: String, Sendable, CaseIterable {
    /// Not at all.
    case none = ""
    /// LZ4 frames.
    case lz4
    /// Zstandard.
    case zstd
  }

  private static let chunkBytes = 1 << 20
  private static let identifier: UInt16 = 1

  private struct Chunk {
    var position: UInt64
    var recordBytes: UInt64
    var indexBytes: UInt64
    var first: UInt64
    var last: UInt64
    var compressedCount: UInt64
    var uncompressedCount: UInt64
  }

  private let output: OutputFile
  private let topic: String
  private let compression: Compression
  private var builder: EventArrayBuilder
  private var chunk = LittleEndianBytes()
  /// The times and places of the messages of the chunk.
  private var index: [(nanoseconds: UInt64, offset: UInt64)] = []
  private var chunks: [Chunk] = []
  private var messageCount: UInt64 = 0
  private var position: UInt64 = 0

  /// Creates the file.
  ///
  /// - Parameters:
  ///   - topic: The topic of the messages.
  ///   - compression: How chunks are compressed.
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(
    path: String, options: EventWriteOptions, topic: String = RosBag1Writer.standardTopic,
    compression: Compression = .zstd
  ) throws {
    output = try OutputFile(path: path, overwrite: options.overwrite)
    self.topic = topic
    self.compression = compression
    builder = EventArrayBuilder(form: .cdr, path: path, options: options)
    var start = LittleEndianBytes()
    start.append(Mcap.magic)
    Self.append(.header, to: &start) {
      $0.append(counted: "ros2")
      $0.append(counted: "saccade")
    }
    try write(start.bytes)
    appendSchemaAndChannel(to: &chunk)
  }

  /// Appends events; see `EventSink.append(_:)`.
  public func append(_ events: EventBatch) throws {
    do {
      while let message = try builder.nextMessage(of: events) { try append(message) }
    } catch {
      output.discard()
      throw error
    }
  }

  /// Completes the file with its summary.
  public func finish() throws {
    if builder.holdsEvents || builder.isUntouched { try append(builder.finish()) }
    try closeChunk()
    var end = LittleEndianBytes()
    Self.append(.dataEnd, to: &end) { $0.append(UInt32(0)) }
    let summaryStart = position + UInt64(end.count)
    let base = position
    var groups: [(kind: McapOperation, range: Range<UInt64>)] = []
    func group(_ kind: McapOperation, _ body: () -> Void) {
      let start = base + UInt64(end.count)
      body()
      groups.append((kind, start..<base + UInt64(end.count)))
    }
    group(.schema) { appendSchema(to: &end) }
    group(.channel) { appendChannel(to: &end) }
    group(.statistics) { appendStatistics(to: &end) }
    group(.chunkIndex) { for chunk in chunks { appendIndex(of: chunk, to: &end) } }
    let offsetsStart = base + UInt64(end.count)
    for (kind, range) in groups {
      Self.append(.summaryOffset, to: &end) {
        $0.append(kind.rawValue)
        $0.append(range.lowerBound)
        $0.append(UInt64(range.count))
      }
    }
    Self.append(.footer, to: &end) {
      $0.append(summaryStart)
      $0.append(offsetsStart)
      $0.append(UInt32(0))
    }
    end.append(Mcap.magic)
    try write(end.bytes)
    try output.commit()
  }

  private func append(_ message: EventArrayBuilder.Message) throws {
    index.append((message.nanoseconds, UInt64(chunk.count)))
    Self.append(.message, to: &chunk) {
      $0.append(Self.identifier)
      $0.append(UInt32(truncatingIfNeeded: messageCount))
      $0.append(message.nanoseconds)
      $0.append(message.nanoseconds)
      $0.append(message.bytes)
    }
    messageCount += 1
    if chunk.count >= Self.chunkBytes { try closeChunk() }
  }

  private func closeChunk() throws {
    guard let first = index.map(\.nanoseconds).min(), let last = index.map(\.nanoseconds).max() else { return }
    let stored = try compressed(chunk.bytes)
    var records = LittleEndianBytes()
    Self.append(.chunk, to: &records) {
      $0.append(first)
      $0.append(last)
      $0.append(UInt64(chunk.count))
      $0.append(chunk.bytes.withUnsafeBytes { CyclicRedundancyCheck.value(of: $0) })
      $0.append(counted: compression.rawValue)
      $0.append(UInt64(stored.count))
      $0.append(stored)
    }
    let recordBytes = UInt64(records.count)
    Self.append(.messageIndex, to: &records) {
      $0.append(Self.identifier)
      $0.append(UInt32(index.count * 16))
      for entry in index {
        $0.append(entry.nanoseconds)
        $0.append(entry.offset)
      }
    }
    chunks.append(
      Chunk(
        position: position, recordBytes: recordBytes, indexBytes: UInt64(records.count) - recordBytes, first: first,
        last: last, compressedCount: UInt64(stored.count), uncompressedCount: UInt64(chunk.count)))
    try write(records.bytes)
    chunk.removeAll()
    index.removeAll(keepingCapacity: true)
  }

  private func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
    do {
      return try bytes.withUnsafeBytes { plain in
        switch compression {
        case .none: bytes
        case .lz4: try LZ4Frame.compress(plain)
        case .zstd: try Zstandard.compress(plain, level: 1)
        }
      }
    } catch let error as CompressionError {
      throw FileError(.inputOutput, path: output.path, problem: "compressing a chunk failed: \(error.problem)")
    }
  }

  private func appendSchemaAndChannel(to target: inout LittleEndianBytes) {
    appendSchema(to: &target)
    appendChannel(to: &target)
  }

  private func appendSchema(to target: inout LittleEndianBytes) {
    Self.append(.schema, to: &target) {
      $0.append(Self.identifier)
      $0.append(counted: "dvs_msgs/msg/EventArray")
      $0.append(counted: "ros2msg")
      $0.append(counted: EventArrayDefinition.text(.cdr))
    }
  }

  private func appendChannel(to target: inout LittleEndianBytes) {
    var metadata = LittleEndianBytes()
    metadata.append(counted: "offered_qos_profiles")
    metadata.append(counted: "")
    Self.append(.channel, to: &target) {
      $0.append(Self.identifier)
      $0.append(Self.identifier)
      $0.append(counted: topic)
      $0.append(counted: "cdr")
      $0.append(UInt32(metadata.count))
      $0.append(metadata.bytes)
    }
  }

  private func appendStatistics(to target: inout LittleEndianBytes) {
    Self.append(.statistics, to: &target) {
      $0.append(messageCount)
      $0.append(UInt16(1))
      $0.append(UInt32(1))
      $0.append(UInt32(0))
      $0.append(UInt32(0))
      $0.append(UInt32(chunks.count))
      $0.append(chunks.map(\.first).min() ?? 0)
      $0.append(chunks.map(\.last).max() ?? 0)
      $0.append(UInt32(10))
      $0.append(Self.identifier)
      $0.append(messageCount)
    }
  }

  private func appendIndex(of chunk: Chunk, to target: inout LittleEndianBytes) {
    Self.append(.chunkIndex, to: &target) {
      $0.append(chunk.first)
      $0.append(chunk.last)
      $0.append(chunk.position)
      $0.append(chunk.recordBytes)
      // Where each channel's index of the chunk starts: right after it.
      $0.append(UInt32(10))
      $0.append(Self.identifier)
      $0.append(chunk.position + chunk.recordBytes)
      $0.append(chunk.indexBytes)
      $0.append(counted: compression.rawValue)
      $0.append(chunk.compressedCount)
      $0.append(chunk.uncompressedCount)
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    try output.write(bytes)
    position += UInt64(bytes.count)
  }

  private static func append(
    _ kind: McapOperation, to target: inout LittleEndianBytes, _ body: (inout LittleEndianBytes) -> Void
  ) {
    var content = LittleEndianBytes()
    body(&content)
    target.append(kind.rawValue)
    target.append(UInt64(content.count))
    target.append(content.bytes)
  }
}
