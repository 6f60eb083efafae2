import CFFmpeg
import Files
import Foundation

/// Reads the pictures of a camera or of a graph of libavfilter while they come.
///
/// Times are those of the device's clock, the first picture at 0. libavdevice is loaded when the first one is opened.
/// Memory holds what the device buffers; pictures that nobody takes in time are the device's to drop.
public final class CaptureReader {
  /// The name as given.
  public let name: String
  /// The width of the pictures in pixels.
  public private(set) var width = 0
  /// The height of the pictures in pixels.
  public private(set) var height = 0
  /// Pictures a second, as the device states them; only the pictures' own times are right.
  public let nominalFrameRate: Double
  /// The codec's short name: "rawvideo", "mjpeg".
  public var codecName: String { decoder.codecName }
  /// The seconds of one tick of the device's clock, as a fraction.
  public var tickDuration: (numerator: Int64, denominator: Int64) { (clock.numerator, clock.denominator) }

  private let device: CaptureDevice
  private let decoder: Decoder
  private let packet: PacketHandle
  private let converter: PixelConverter
  private var clock: FrameClock
  private var first: FrameHandle?
  private var nextIndex = 0
  private var isDraining = false

  private static let pauseMicroseconds: UInt32 = 2_000
  private static let longestSilence: Duration = .seconds(10)
  private static let usualFrameRate = 30.0
  private static let mostPixels: Int64 = 1 << 28

  /// Opens a source and waits for its first picture.
  ///
  /// - Parameters:
  ///   - name: As ``CaptureSource/init(name:)`` understands it.
  ///   - whileWaiting: Called several times a second while no picture comes; what it throws ends the waiting.
  /// - Throws: ``FileError``: `notFound` where there is no such camera, and which ones there are; `badContent` where a
  ///   graph makes no sense, or no picture comes; `missingPart` where libavdevice is not installed; what `whileWaiting`
  ///   throws.
  public init(_ source: CaptureSource, name: String, whileWaiting: () throws -> Void = {}) throws {
    self.name = name
    device = try CaptureDevice(source, name: name)
    decoder = try Decoder(
      stream: device.stream, threads: 1, refusesDamage: false, path: name, mostPixels: Self.mostPixels)
    packet = try PacketHandle(path: name)
    converter = PixelConverter(path: name)
    let rate = device.stream.pointee.avg_frame_rate
    nominalFrameRate = rate.num > 0 && rate.den > 0 ? Double(rate.num) / Double(rate.den) : Self.usualFrameRate
    let base = device.stream.pointee.time_base
    clock = FrameClock(
      numerator: Int64(base.num), denominator: Int64(base.den), nominalInterval: 1 / nominalFrameRate)
    guard let picture = try decoded(whileWaiting) else {
      throw FileError(.badContent, path: name, problem: "no picture comes of it")
    }
    first = picture
    (width, height) = (picture.width, picture.height)
  }

  /// The next picture, or nil where a graph has come to its end.
  ///
  /// - Parameter whileWaiting: Called several times a second while no picture comes; what it throws ends the waiting.
  /// - Throws: ``FileError`` of kind `badContent` where the camera is gone or is silent for 10 s; what `whileWaiting`
  ///   throws.
  public func next(whileWaiting: () throws -> Void = {}) throws -> VideoFrame? {
    guard let frame = try takeFirst() ?? decoded(whileWaiting) else { return nil }
    defer { nextIndex += 1 }
    return VideoFrame(
      DecodedPicture(frame, containerOrientation: .upright), index: nextIndex,
      time: clock.advance(stamp: frame.timestamp), size: (width, height), converter: converter)
  }

  private func takeFirst() -> FrameHandle? {
    defer { first = nil }
    return first
  }

  private func decoded(_ whileWaiting: () throws -> Void) throws -> FrameHandle? {
    let start = ContinuousClock.now
    while true {
      let frame = try FrameHandle(path: name)
      let code = decoder.receive(into: frame)
      if code >= 0 { return frame }
      if isDraining { return nil }
      // A picture that is damaged on its way from a camera is left out.
      if try !feed() {
        try whileWaiting()
        usleep(Self.pauseMicroseconds)
      }
      if ContinuousClock.now - start > Self.longestSilence {
        throw FileError(.badContent, path: name, problem: "no picture has come for 10 s")
      }
    }
  }

  /// Hands the next packet to the decoder; false where there is none yet.
  private func feed() throws -> Bool {
    let code = device.read(into: packet)
    defer { packet.clear() }
    if code == LibAV.again { return false }
    if code == LibAV.end {
      isDraining = true
      _ = decoder.send(nil)
    } else if code < 0 {
      let error = LibAV.error(code, "reading from it", path: name, kind: .badContent)
      throw FileError(
        .badContent, path: name, problem: "no more pictures come: \(error.problem)",
        remedy: "see whether the camera is still plugged in")
    } else {
      _ = decoder.send(packet)
    }
    return true
  }
}
