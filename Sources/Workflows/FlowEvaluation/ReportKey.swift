extension KeyedEncodingContainer<ReportKey> {
  /// How numbers come about, and what the literature does otherwise.
  mutating func encodeMethod(source: String, formulas: [String], variants: [FlowVariantText]) throws {
    try encode(source, forKey: "source")
    try encode(formulas, forKey: "formula")
    var list = nestedUnkeyedContainer(forKey: "variants")
    for variant in variants {
      var entry = list.nestedContainer(keyedBy: ReportKey.self)
      try entry.encode(variant.text, forKey: "text")
      try entry.encodeIfPresent(variant.key, forKey: "key")
    }
  }

  /// What is to be said of the run, and the files that it wrote.
  mutating func encodeRun(notes: [String], warnings: [String], report: String?, table: String?) throws {
    try encode(notes, forKey: "notes")
    try encode(warnings, forKey: "warnings")
    try encodeIfPresent(report, forKey: "report")
    try encodeIfPresent(table, forKey: "output")
  }
}

/// A key that is known at run time.
struct ReportKey: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init(stringLiteral name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
