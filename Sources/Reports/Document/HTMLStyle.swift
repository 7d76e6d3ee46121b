/// How the page looks: one column, system fonts, light and dark, on paper and on a phone.
enum HTMLStyle {
  /// Colours by what they are for: each on paper and on a panel has a contrast of 4.5 or more, an edge of 3 or more.
  struct Palette {
    let ink, soft, paper, panel, line, edge, link, good, bad, open, warn, warnLine: String

    var variables: String {
      "--ink: \(ink); --soft: \(soft); --paper: \(paper); --panel: \(panel); --line: \(line); --edge: \(edge); "
        + "--link: \(link); --good: \(good); --bad: \(bad); --open: \(open); --warn: \(warn); --warn-line: \(warnLine);"
    }
  }

  static let light = Palette(
    ink: "#1f2328", soft: "#59636e", paper: "#ffffff", panel: "#f6f8fa", line: "#d1d9e0", edge: "#7d8792",
    link: "#0550ae", good: "#1a7f37", bad: "#b42318", open: "#8a5a00", warn: "#fff8e6", warnLine: "#b58100")

  static let dark = Palette(
    ink: "#e6edf3", soft: "#9aa5b1", paper: "#0d1117", panel: "#161b22", line: "#3d444d", edge: "#768390",
    link: "#79c0ff", good: "#4ac26b", bad: "#ff8379", open: "#e3b341", warn: "#2a2208", warnLine: "#e3b341")

  /// The style sheet without ``items``.
  static let sheet = """
    :root { color-scheme: light dark; \(light.variables) }
    @media (prefers-color-scheme: dark) { :root { \(dark.variables) } }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
      overflow-wrap: break-word;
    }
    main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
    main > p, main > ul, main > h1 { max-width: 48rem; }
    .warnings { background: var(--warn); border-bottom: 2px solid var(--warn-line); padding: .6rem 1.25rem; }
    .warnings p { max-width: 63.5rem; margin: .3rem auto; }
    h1 { font-size: 1.75rem; line-height: 1.25; margin: .5rem 0 .5rem; text-wrap: balance; }
    h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.75rem 0 .75rem; padding-top: 1rem;
      border-top: 1px solid var(--line); }
    h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
    code { font: inherit; font-size: .9em; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--panel);
      border-radius: 4px; padding: .1em .3em; overflow-wrap: anywhere; }
    pre { font: .85rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--panel);
      border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; white-space: pre-wrap;
      overflow-wrap: anywhere; }
    ul { padding-left: 1.25rem; }
    li { margin: .3rem 0; }
    main > ul.verdicts { list-style: none; padding: 0; margin: 1.25rem 0; max-width: none; }
    .verdicts li { display: flex; gap: .75rem; background: var(--panel); border: 1px solid var(--line);
      border-left: 5px solid var(--open); border-radius: 6px; padding: .8rem 1rem; margin: .6rem 0; }
    .verdicts code { background: none; padding: 0; }
    .verdicts .sign { font-weight: 700; color: var(--open); flex: none; width: 1.1em; text-align: center; }
    .verdicts .may { border-left-color: var(--good); }
    .verdicts .may .sign { color: var(--good); }
    .verdicts .may-not { border-left-color: var(--bad); }
    .verdicts .may-not .sign { color: var(--bad); }
    .table { margin: 1.5rem 0; }
    .caption, figcaption { color: var(--soft); font-size: .875rem; margin: 0 0 .5rem; max-width: 60rem; }
    .caption strong, figcaption strong { color: var(--ink); }
    .scroll { overflow-x: auto; }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
    a { color: var(--link); }
    .skip { position: absolute; left: -99rem; background: var(--paper); padding: .5rem 1rem; z-index: 2; }
    .skip:focus { left: .5rem; top: .5rem; }
    .contents { font-size: .875rem; margin: 0 0 1rem; }
    .contents summary { cursor: pointer; color: var(--link); min-height: 1.75rem; width: max-content; }
    .contents ul { margin: .25rem 0; columns: 18rem; }
    .contents li { margin: 0; break-inside: avoid; }
    .contents .level-3 { margin-left: 1.25rem; }
    .contents a { display: inline-block; padding: .15rem 0; }
    table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4;
      font-variant-numeric: tabular-nums; }
    th, td { text-align: left; vertical-align: top; padding: .5rem .7rem; border-bottom: 1px solid var(--line);
      min-width: 5.5rem; overflow-wrap: normal; }
    thead th { background: var(--panel); vertical-align: bottom; font-weight: 600; border-bottom: 2px solid var(--line); }
    tbody th { font-weight: 600; min-width: 7.5rem; }
    td code { background: none; padding: 0; }
    th code { background: none; padding: 0; }
    .number { text-align: right; }
    figure { margin: 1.75rem 0; }
    figure svg { display: block; width: 100%; min-width: 36rem; height: auto;
      border: 1px solid var(--line); border-radius: 6px; }
    figcaption { margin-top: .6rem; }
    @media (max-width: 40rem) {
      main { padding: 1rem .9rem 3rem; }
      h1 { font-size: 1.4rem; }
      .warnings { padding: .5rem .9rem; }
    }
    @media screen and (max-width: 40rem) {
      .stacks, .stacks tbody, .stacks tr, .stacks th, .stacks td { display: block; min-width: 0; }
      .stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .stacks tr { border: 1px solid var(--line); border-radius: 6px; margin: 0 0 .75rem; overflow: hidden; }
      .stacks tbody th { background: var(--panel); padding: .45rem .75rem; border-bottom: 1px solid var(--line); }
      .stacks td { display: grid; grid-template-columns: 8.5rem 1fr; gap: .75rem; padding: .3rem .75rem;
        border-bottom: 0; }
      .stacks td::before { content: attr(data-column); color: var(--soft); }
    }
    @page { margin: 15mm 16mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
    @media print {
      html { font-size: 9.5pt; }
      :root { --ink: #000; --soft: #444; --paper: #fff; --panel: #fff; --line: #999; --warn: #fff; --warn-line: #000;
        --good: #000; --bad: #000; --open: #000; --link: #000; }
      .contents, .skip { display: none; }
      main { max-width: none; padding: 0; }
      main > p, main > ul, main > h1 { max-width: none; }
      p, li { orphans: 3; widows: 3; }
      h1 { font-size: 1.6rem; }
      h2 { font-size: 1.25rem; margin: 1.5rem 0 .5rem; padding-top: .75rem; }
      h3 { margin: 1.1rem 0 .4rem; }
      h2, h3, .caption { break-after: avoid; break-inside: avoid; }
      .warnings { padding: .4rem 0; }
      main > ul.verdicts { margin: .75rem 0; }
      .verdicts li { padding: .45rem .75rem; margin: .4rem 0; }
      .scroll { overflow: visible; }
      .table, figure { margin: 1rem 0; }
      figure svg { min-width: 0; width: 15cm; max-width: 100%; max-height: 23cm; margin: 0 auto; }
      table { font-size: .8rem; }
      th, td { padding: .2rem .35rem; min-width: 0; }
      td:not(.number) { min-width: 5.5rem; }
      td[data-column=Verdict] { min-width: 9rem; }
      tr, figure, .verdicts li, .table:not(:has(tbody tr:nth-child(26))) { break-inside: avoid; }
      .table:has(tbody tr:nth-child(26)) {
        tbody tr:nth-child(-n + 2) { break-after: avoid; }
        tbody tr:nth-last-child(-n + 2) { break-before: avoid; }
      }
    }
    """
}
