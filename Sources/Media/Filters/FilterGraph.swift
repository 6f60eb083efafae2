import CFFmpeg
import Files

/// Owns an `AVFilterGraph` with a source, one filter and a sink.
final class FilterGraph {
  private let graph: UnsafeMutablePointer<AVFilterGraph>
  private let source: UnsafeMutablePointer<AVFilterContext>
  private let sink: UnsafeMutablePointer<AVFilterContext>
  private let name: String

  /// Makes a graph.
  ///
  /// - Parameters:
  ///   - source: The options of the source: size, format and clock of the pictures.
  ///   - filter: The filter with its options.
  ///   - name: The filter's name, for errors.
  init(source: String, filter: String, name: String) throws {
    try LibAV.load(CFFMPEG_FILTERS)
    var opened = avfilter_graph_alloc()
    guard let graph = opened else { throw LibAV.outOfMemory(path: name) }
    var inputs: UnsafeMutablePointer<AVFilterInOut>?
    var outputs: UnsafeMutablePointer<AVFilterInOut>?
    let text = "buffer=\(source),\(filter),buffersink"
    var code = avfilter_graph_parse2(graph, text, &inputs, &outputs)
    if code >= 0 { code = avfilter_graph_config(graph, nil) }
    // Filters of a text are named by their place in it.
    guard code >= 0, let first = avfilter_graph_get_filter(graph, "Parsed_buffer_0"),
      let last = avfilter_graph_get_filter(graph, "Parsed_buffersink_2")
    else {
      avfilter_graph_free(&opened)
      throw FileError(.missingPart, path: name, problem: "libavfilter has no such filter, or another kind of it")
    }
    (self.graph, self.name) = (graph, name)
    (self.source, sink) = (first, last)
  }

  deinit {
    var closing: UnsafeMutablePointer<AVFilterGraph>? = graph
    avfilter_graph_free(&closing)
  }

  /// Puts in a picture, or the end as nil.
  func put(_ frame: FrameHandle?) throws {
    try LibAV.check(
      av_buffersrc_add_frame(source, frame?.pointer), "filtering", path: name, kind: .inputOutput)
  }

  /// Takes the next picture; nil where none is ready or all have been taken.
  func take() throws -> FrameHandle? {
    let frame = try FrameHandle(path: name)
    let code = av_buffersink_get_frame(sink, frame.pointer)
    if code == LibAV.again || code == LibAV.end { return nil }
    try LibAV.check(code, "filtering", path: name, kind: .inputOutput)
    return frame
  }
}
