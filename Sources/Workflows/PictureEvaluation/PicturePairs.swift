import Files

/// Goes through pictures and truth together.
struct PicturePairs {
  /// A picture with what it is held against.
  struct Pair {
    var picture: StreamedPicture
    var truth: StreamedPicture
  }

  /// Begins both anew.
  let open: () throws -> (pictures: any PictureStream, truth: any PictureStream)
  /// The number of the one picture that is wanted; nil for all.
  let shown: Int?
  let truthPath: String
  let log: JobLog

  /// Calls `body` with every pair.
  ///
  /// Where both have times, every true picture is held against the nearest of the others, which is no further away than half
  /// of what these are from each other; else they follow each other.
  ///
  /// - Returns: How many true pictures lie outside of the others' time.
  func forEach(_ body: (Pair) throws -> Void) throws -> Int {
    let (pictures, truth) = try open()
    var outside = 0
    if let shown {
      try body(try only(shown, pictures, truth))
    } else if let first = try pictures.next() {
      guard let firstTruth = try truth.next() else { throw emptiness }
      if first.timeMicroseconds != nil && firstTruth.timeMicroseconds != nil {
        outside = try nearest(first, pictures, firstTruth, truth, body)
      } else {
        try inOrder(first, pictures, firstTruth, truth, body)
      }
    }
    try pictures.passWarnings()
    try truth.passWarnings()
    return outside
  }

  private var emptiness: FileError {
    FileError(.badContent, path: truthPath, problem: "it holds no picture", remedy: "name true pictures")
  }

  private func only(_ shown: Int, _ pictures: any PictureStream, _ truth: any PictureStream) throws -> Pair {
    func find(_ stream: any PictureStream) throws -> StreamedPicture {
      while let picture = try stream.next() {
        if picture.index == shown { return picture }
      }
      throw JobError(wrongOptions: "\(Setting.shownFrame, to: "\(shown)") does not exist")
    }
    let picture = try find(pictures)
    guard let first = try truth.next() else { throw emptiness }
    guard let second = try truth.next() else { return Pair(picture: picture, truth: first) }
    if let match = [first, second].first(where: { $0.index == shown }) { return Pair(picture: picture, truth: match) }
    return Pair(picture: picture, truth: try find(truth))
  }

  private func inOrder(
    _ first: StreamedPicture, _ pictures: any PictureStream, _ firstTruth: StreamedPicture, _ truth: any PictureStream,
    _ body: (Pair) throws -> Void
  ) throws {
    if let count = pictures.count, let trueCount = truth.count, count != trueCount { throw mismatch(count, trueCount) }
    var (picture, match, done) = (first, firstTruth, 0)
    while true {
      try body(Pair(picture: picture, truth: match))
      done += 1
      switch (try pictures.next(), try truth.next()) {
      case (let next?, let nextTruth?): (picture, match) = (next, nextTruth)
      case (nil, nil): return
      case (nil, _?): throw mismatch(done, nil)
      case (_?, nil): throw mismatch(nil, done)
      }
    }
  }

  private func mismatch(_ count: Int?, _ trueCount: Int?) -> JobError {
    func text(_ count: Int?, than other: Int?) -> String { count.map { "\($0)" } ?? "more than \(other ?? 0)" }
    let remedy: Message =
      trueCount == 1 ? "; say which one the truth shows with \(Setting.shownFrame)" : ""
    return JobError(
      wrongOptions: Message(
        "there are \(text(count, than: trueCount)) pictures and \(text(trueCount, than: count)) true ones, and no times by "
          + "which they belong together") + remedy, path: truthPath)
  }

  private func nearest(
    _ first: StreamedPicture, _ pictures: any PictureStream, _ firstTruth: StreamedPicture, _ truth: any PictureStream,
    _ body: (Pair) throws -> Void
  ) throws -> Int {
    var (current, next) = (first, try pictures.next())
    // A single picture stands for all time.
    var gap = next.map { distance(current, $0) } ?? .max
    var outside = 0
    var wanted: StreamedPicture? = firstTruth
    while let match = wanted {
      while let following = next, distance(following, match) <= distance(current, match) {
        gap = distance(current, following)
        current = following
        next = try pictures.next()
      }
      if distance(current, match) <= gap / 2 { try body(Pair(picture: current, truth: match)) } else { outside += 1 }
      wanted = try truth.next()
    }
    return outside
  }

  private func distance(_ a: StreamedPicture, _ b: StreamedPicture) -> UInt64 {
    guard let a = a.timeMicroseconds, let b = b.timeMicroseconds else { return .max }
    return a > b ? UInt64(bitPattern: a &- b) : UInt64(bitPattern: b &- a)
  }
}
