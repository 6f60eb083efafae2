/// The look of pages, light and dark as the reader's system is.
///
/// Colours for own styles: `--paper` behind all, `--panel` behind tables and plots, `--ink` for words, `--soft` for lesser
/// ones, `--line` for rules, `--accent` for links, `--series-1` to `--series-6` for curves in this order.
public enum PageStyle {
  /// The number of colours for curves.
  public static let seriesCount = 6

  static let sheet = """
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --panel: #f6f7f9; --ink: #1a1d21; --soft: #5c6570; --line: #d9dde3; --accent: #0b5cad;
      --series-1: #2166ac; --series-2: #c9480e; --series-3: #1a7f5a; --series-4: #8e4ec6; --series-5: #a67c00;
      --series-6: #5c6570;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171b; --panel: #1d2126; --ink: #e8eaed; --soft: #a0a9b4; --line: #343a42; --accent: #7ab8f5;
        --series-1: #6cb2f0; --series-2: #f59a5b; --series-3: #5ecf9f; --series-4: #c49af0; --series-5: #e0bb4f;
        --series-6: #a0a9b4;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 72rem; background: var(--paper); color: var(--ink);
      font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
    }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.2rem; margin: 2.4rem 0 .7rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
    h3 { font-size: 1rem; margin: 1.4rem 0 .5rem; }
    header p { margin: .3rem 0 0; color: var(--soft); }
    nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin-top: 1rem; font-size: .92rem; }
    a { color: var(--accent); text-decoration: none; }
    a:hover { text-decoration: underline; }
    p, ul { margin: .5rem 0; max-width: 62rem; }
    ul { padding-left: 1.2rem; }
    li { margin: .25rem 0; }
    code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; }
    footer { margin-top: 3rem; color: var(--soft); font-size: .88rem; overflow-wrap: anywhere; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .6rem 0; }
    th, td { padding: .35rem .55rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
    th { color: var(--soft); font-weight: 600; font-size: .88rem; }
    th:first-child, td:first-child { text-align: left; padding-left: 0; }
    tbody tr:hover { background: var(--panel); }
    tr.total td { font-weight: 600; border-top: 2px solid var(--line); }
    td.best { font-weight: 700; color: var(--accent); }
    figure { margin: 1rem 0; }
    figcaption { color: var(--soft); font-size: .9rem; margin-bottom: .35rem; }
    .plot { position: relative; }
    .plot svg { display: block; width: 100%; height: auto; }
    .plot svg.narrow { display: none; }
    .plot text { fill: var(--soft); font: 12px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
    .plot .grid { stroke: var(--line); stroke-width: 1; }
    .plot .curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round; }
    .plot .bar { fill: var(--series-1); }
    .plot .bar:hover { fill: var(--series-2); }
    .plot .cursor { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 3; visibility: hidden; }
    .plot .tip {
      position: absolute; top: 0; left: 0; display: none; pointer-events: none; padding: .3rem .55rem; border-radius: 4px;
      background: var(--ink); color: var(--paper); font-size: .85rem; white-space: nowrap; z-index: 2;
      font-variant-numeric: tabular-nums;
    }
    .legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .9rem; margin-bottom: .2rem; }
    .key { display: inline-block; width: 1.1em; height: .25em; border-radius: 2px; margin-right: .4em;
      vertical-align: middle; }
    .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .8rem; }
    .pictures figure { margin: 0; }
    .pictures img, .map img { width: 100%; display: block; image-rendering: pixelated; border-radius: 3px;
      background: var(--panel); }
    .map { max-width: 32rem; }
    .scale { display: flex; align-items: center; gap: .6rem; font-size: .85rem; color: var(--soft); margin-top: .3rem; }
    .scale img { width: 12rem; height: .7rem; border-radius: 2px; }
    .named { display: grid; grid-template-columns: max-content 1fr; gap: 0 .5rem; }
    .named .rows { display: grid; font-size: .8rem; line-height: 1.25; color: var(--soft); text-align: right; }
    .named .rows span { align-self: center; min-height: 1.25em; white-space: nowrap; }
    .named img { height: 100%; min-height: 4rem; }
    .named .columns { grid-column: 2; display: flex; justify-content: space-between; font-size: .8rem; color: var(--soft); }
    details summary { cursor: pointer; color: var(--accent); }
    @media (max-width: 40rem) {
      body { padding: 1.2rem .9rem 3rem; }
      h1 { font-size: 1.4rem; }
      .plot svg.wide { display: none; }
      .plot svg.narrow { display: block; }
      .wide thead { display: none; }
      .wide table, .wide tbody, .wide tr, .wide td { display: block; }
      .wide tr { padding: .45rem 0; border-bottom: 1px solid var(--line); }
      .wide tr.total { border-top: 2px solid var(--line); }
      .wide tr.total td { border-top: 0; }
      .wide td { display: flex; justify-content: space-between; gap: 1rem; padding: .1rem 0; border: 0;
        white-space: normal; text-align: right; overflow-wrap: anywhere; }
      .wide td::before { content: attr(data-name); color: var(--soft); font-weight: 400; text-align: left;
        overflow-wrap: normal; }
      .wide td:first-child { font-weight: 600; text-align: left; }
      .wide td:first-child::before, .wide td.empty { display: none; }
      .scale img { flex: 1; min-width: 4rem; }
    }
    @media print { body { max-width: none; } nav { display: none; } }
    """
}
