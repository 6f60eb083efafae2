import CKernels
import Runtime

/// The events of a window in the order of their pixels, cut into bands of rows with about as many events each.
///
/// Cost: one pass over the events and one over the pixels; 12 bytes an event.
public final class PixelEvents {
  /// A run of events and the rows that their pixels lie in; the bands cover all rows, each row once.
  struct Band {
    var events: Range<Int>
    var rows: Range<Int>
  }

  /// The number of events.
  public let count: Int
  /// The columns of the picture.
  public let width: Int
  /// The rows of the picture.
  public let height: Int
  let bands: [Band]
  private let memory: AlignedMemory

  /// Enough for any number of threads, and few enough that their pictures overlap little.
  private static let bandCount = 16

  /// Sorts events.
  ///
  /// - Parameters:
  ///   - x: The column of each.
  ///   - y: Its row.
  ///   - time: Its time, 0 at the start of the window and 1 at its end.
  /// - Precondition: All lie in a picture of `width` x `height`.
  public init(x: [UInt16], y: [UInt16], time: [Float], width: Int, height: Int) {
    precondition(x.count == y.count && x.count == time.count, "Every event has a place and a time.")
    precondition(width > 0 && height > 0 && width * height <= Int(Int32.max / 2), "A picture has pixels.")
    precondition(
      x.allSatisfy { Int($0) < width } && y.allSatisfy { Int($0) < height }, "Every event lies in the picture.")
    (count, self.width, self.height) = (x.count, width, height)
    let room = (count + 15) / 16 * 16
    memory = AlignedMemory(uninitializedByteCount: room * 12)
    let columns = Self.columns(of: memory, room: room)
    var next = [Int](repeating: 0, count: width * height + 1)
    for index in 0..<count { next[Int(y[index]) * width + Int(x[index]) + 1] += 1 }
    for pixel in 0..<width * height { next[pixel + 1] += next[pixel] }
    let rowStarts = (0...height).map { next[$0 * width] }
    for index in 0..<count {
      let pixel = Int(y[index]) * width + Int(x[index])
      let place = next[pixel]
      next[pixel] = place + 1
      columns.pixel[place] = UInt32(pixel)
      columns.x[place] = x[index]
      columns.y[place] = y[index]
      columns.time[place] = time[index]
    }
    bands = Self.bands(rowStarts: rowStarts, count: count, height: height)
    self.room = room
  }

  private let room: Int

  private static func bands(rowStarts: [Int], count: Int, height: Int) -> [Band] {
    var bands: [Band] = []
    var row = 0
    for band in 1...bandCount where row < height {
      let wanted = count * band / bandCount
      var end = row + 1
      while end < height && (band == bandCount || rowStarts[end] < wanted) { end += 1 }
      bands.append(Band(events: rowStarts[row]..<rowStarts[end], rows: row..<end))
      row = end
    }
    return bands
  }

  private static func columns(
    of memory: AlignedMemory, room: Int
  ) -> (
    pixel: UnsafeMutablePointer<UInt32>, time: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<UInt16>,
    y: UnsafeMutablePointer<UInt16>
  ) {
    let base = memory.baseAddress
    return (
      base.bindMemory(to: UInt32.self, capacity: room),
      (base + 4 * room).bindMemory(to: Float.self, capacity: room),
      (base + 8 * room).bindMemory(to: UInt16.self, capacity: room),
      (base + 10 * room).bindMemory(to: UInt16.self, capacity: room)
    )
  }

  /// The columns from an event on.
  func columns(from first: Int) -> SaccadePixelEvents {
    let columns = Self.columns(of: memory, room: room)
    return SaccadePixelEvents(
      pixel: columns.pixel + first, x: columns.x + first, y: columns.y + first, time: columns.time + first)
  }
}
