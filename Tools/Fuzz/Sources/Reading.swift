import Datasets
import Files
import Recordings

/// What one pass over a damaged file gives, held against what every reader promises.
struct Reading {
  /// The events, up to a limit: a few bytes may unpack to millions.
  private(set) var events: [Event] = []
  /// Whether the recording ended within the limit, with an error or without.
  private(set) var hasEnded = false
  private(set) var error: FileError?

  private static let mostComparedEvents = 1 << 14
  private static let mostEvents = 1 << 20

  /// Opens and reads a file.
  ///
  /// - Parameter capacity: The events of a batch.
  init(_ path: String, format: EventFormat, capacity: Int) {
    do {
      try read(try EventFiles.open(path, format: format), capacity: capacity)
    } catch let error as FileError {
      error.requireHelp()
      (self.error, hasEnded) = (error, true)
    } catch {
      require(false, "Not a FileError: \(error)")
    }
  }

  private mutating func read(_ source: any EventSource, capacity: Int) throws {
    var batch = EventBatch(capacity: capacity)
    var count = 0
    while count < Self.mostEvents {
      guard try source.next(into: &batch) else {
        require(!(try source.next(into: &batch)), "There are events behind the end.")
        require(source.warnings.allSatisfy { !$0.description.isEmpty }, "A warning says nothing.")
        hasEnded = true
        return
      }
      count += batch.count
      batch.withColumns { columns in
        for index in 0..<batch.count { require(columns.p[index] <= 1, "A polarity is \(columns.p[index]).") }
      }
      events += batch.events.prefix(Self.mostComparedEvents - events.count)
    }
  }

  /// Whether two passes with batches of different sizes gave the same events, as far as both went.
  func agrees(with other: Reading) -> Bool {
    let common = min(events.count, other.events.count)
    guard events.prefix(common) == other.events.prefix(common) else { return false }
    let areWhole = hasEnded && other.hasEnded && error == nil && other.error == nil
    return !areWhole || common == Self.mostComparedEvents || events.count == other.events.count
  }
}

extension FileError {
  /// What every error about a damaged file says.
  func requireHelp() {
    require(!problem.isEmpty, "An error says nothing.")
    require(kind == .badContent || kind == .missingPart, "Damage is told as another failure: \(self)")
    require(place != nil || remedy != nil, "An error says neither where nor what to do: \(self)")
  }
}

/// Stops the process, which libFuzzer reports with the bytes that led there.
func require(_ condition: @autoclosure () throws -> Bool, _ message: @autoclosure () -> String) {
  do {
    if try condition() { return }
    fatalError(message())
  } catch {
    fatalError("\(error)")
  }
}
//
