"""Opens a page of results in headless Chromium and looks at it as a reader would: every chart is
there, with and without scripts, in both colour schemes and on a phone; the page asks nobody for
anything and nothing in it fails; all text is legible; the raw data are whole.

    bench_page.py BENCH_PAGE_SAMPLE [--pictures DIRECTORY]

Ends with 77 where there is no Chromium. Talks to it by the DevTools protocol over two pipes.
"""
import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe")
WIDTHS = (360, 768, 1400)
LEAST_CONTRAST = 4.5
LEAST_TEXT = 9  # pixels
PATIENCE = 60  # seconds for an answer
BEST_CELLS = {"matrix-compress": 2, "matrix-decompress": 0, "strange-heat": 13}
SCRIPT = "</textarea></title><script>document.title='broken'</script>"
QUOTES = "\"quoted\" 'name' & <b onclick=alert(1)>"

# What is wrong with the charts, as texts; expected: the number of marks by the chart's id.
CHARTS = """(expected => {
  const wrong = [];
  const figures = [...document.querySelectorAll('figure')].map(f => f.id);
  if (figures.join() !== Object.keys(expected).join()) wrong.push(`figures: ${figures}`);
  for (const [id, count] of Object.entries(expected)) {
    const figure = document.getElementById(id);
    if (!figure) continue;
    const shown = [...figure.querySelectorAll('svg')].filter(
      s => s.getBoundingClientRect().width > 0 && s.getBoundingClientRect().height > 0);
    if (count === 0 && (shown.length || !figure.querySelector('.none').textContent))
      wrong.push(`${id}: is not said to be empty`);
    if (count === 0) continue;
    if (shown.length !== 1) { wrong.push(`${id}: ${shown.length} drawings`); continue; }
    const svg = shown[0];
    if (figure.className === 'full' && svg.classList.contains('wide') !== innerWidth > 700)
      wrong.push(`${id}: the drawing is one for another width`);
    const marks = [...svg.querySelectorAll('.mark')];
    if (marks.length !== count) wrong.push(`${id}: ${marks.length} marks, not ${count}`);
    if (marks.some(m => !m.querySelector('title').textContent)) wrong.push(`${id}: marks untitled`);
    for (const name of svg.getAttribute('aria-labelledby').split(' '))
      if (document.querySelectorAll('#' + name).length !== 1) wrong.push(`${id}: no ${name}`);
    if (/NaN|inf/.test(svg.outerHTML.replace(/<title.*?<\\/title>/gs, '')))
      wrong.push(`${id}: places that are no numbers`);
    const box = svg.getBoundingClientRect();
    for (const part of svg.querySelectorAll('.mark, text, .line, .leader')) {
      const b = part.getBoundingClientRect();
      if (b.left < box.left - 3 || b.right > box.right + 3 || b.top < box.top - 3 ||
          b.bottom > box.bottom + 3)
        wrong.push(`${id}: ${part.outerHTML.slice(0, 90)} is outside`);
    }
  }
  return wrong;
})"""

# Texts of charts that are too small, or cover each other.
LEGIBILITY = """((least, width) => {
  const wrong = [];
  for (const svg of document.querySelectorAll('svg')) {
    const box = svg.getBoundingClientRect();
    if (!box.width) continue;
    const scale = box.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent);
    const boxes = texts.map(t => t.getBoundingClientRect());
    texts.forEach((text, i) => {
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      if (size < least) wrong.push(`${svg.parentNode.id}: ${text.textContent}: ${size} px`);
      for (let j = 0; j < i; j++) {
        const a = boxes[i], b = boxes[j];
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && down > 5 * scale)
          wrong.push(`${svg.parentNode.id}: '${text.textContent}' on '${texts[j].textContent}'`);
      }
    });
  }
  if (document.documentElement.scrollWidth > width || innerWidth > width)
    wrong.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  return wrong;
})"""

# How many cells of heat maps are marked as the best: those that say so, and one of each column.
BEST = """(expected => Object.entries(expected).flatMap(([id, count]) =>
  [...document.querySelectorAll(`#${id} svg`)].map(s => s.querySelectorAll('.cell.best').length)
    .filter(n => n !== count).map(n => `${id}: ${n} best cells, not ${count}`)))"""

# Titles of tables that are not to be seen as a whole.
TITLES = """(() => [...document.querySelectorAll('.table-title')].filter(t => {
  const b = t.getBoundingClientRect();
  return t.closest('.scroll') || b.left < 0 || b.right > innerWidth || t.scrollWidth > b.width + 1;
}).map(t => `the title ${t.textContent} is cut`))()"""

# The least contrast of texts with what is behind them, and those that are below.
CONTRAST = """(least => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => numbers(colour).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const background = element => {
    const rect = element.tagName === 'text' && element.parentNode.querySelector(':scope > rect');
    if (rect && element.parentNode.tagName === 'g') return getComputedStyle(rect).fill;
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (numbers(colour)[3] !== 0) return colour;
    }
  };
  const wrong = [];
  let worst = 99;
  for (const element of document.querySelectorAll('body *')) {
    if (['TITLE', 'DESC', 'SCRIPT'].includes(element.tagName.toUpperCase())) continue;
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const style = getComputedStyle(element);
    const text = light(element.tagName === 'text' ? style.fill : style.color);
    const behind = light(background(element));
    const contrast = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
    worst = Math.min(worst, contrast);
    if (!(contrast >= least))
      wrong.push(`${element.outerHTML.slice(0, 80)}: contrast ${contrast}`);
  }
  return {worst, wrong, paper: light(getComputedStyle(document.body).backgroundColor)};
})"""

# What the button says after it was pressed.
COPY = """new Promise(done => {
  const button = document.getElementById('page-copy');
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  new MutationObserver(() => done(button.textContent)).observe(button, {childList: true});
  button.click();
})"""


class Browser:
    """A process of Chromium with one page."""

    def __init__(self, program, profile):
        self.commands, self.answers = os.pipe(), os.pipe()
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec 3<&"$1" 4>&"$2" && shift 2 && exec "$@"', "sh",
             str(self.commands[0]), str(self.answers[1]), program, *FLAGS,
             f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(self.commands[0], self.answers[1]),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(self.commands[0])
        os.close(self.answers[1])
        self.n_sent, self.unread, self.events, self.session = 0, b"", [], None
        page = [t for t in self.ask("Target.getTargets")["targetInfos"] if t["type"] == "page"][0]
        self.session = self.ask("Target.attachToTarget", targetId=page["targetId"],
                                flatten=True)["sessionId"]
        for domain in "Page", "Runtime", "Log", "Network":
            self.ask(domain + ".enable")
        self.ask("Emulation.setFocusEmulationEnabled", enabled=True)

    def read_message(self):
        while b"\0" not in self.unread:
            if not select.select([self.answers[0]], [], [], PATIENCE)[0]:
                raise TimeoutError("the browser does not answer")
            piece = os.read(self.answers[0], 1 << 20)
            if not piece:
                raise EOFError("the browser has ended")
            self.unread += piece
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **parameters):
        self.n_sent += 1
        message = {"id": self.n_sent, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.commands[1], data):]
        while True:
            answer = self.read_message()
            if answer.get("id") == self.n_sent:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, address):
        """Loads a page and returns all that happened until it was there."""
        self.events = []
        self.ask("Page.navigate", url=address)
        deadline = time.monotonic() + PATIENCE
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            if time.monotonic() > deadline:
                raise TimeoutError("the page does not load")
            self.events.append(self.read_message())
        time.sleep(0.1)
        self.evaluate("0")  # all that has happened meanwhile comes before the answer
        return self.events

    def evaluate(self, expression):
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True,
                          awaitPromise=True, userGesture=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def show(self, width, scheme):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900,
                 deviceScaleFactor=1, mobile=width < 500)
        self.ask("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path):
        height = self.evaluate("document.documentElement.scrollHeight")
        width = self.evaluate("innerWidth")
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True,
                        clip={"x": 0, "y": 0, "width": width, "height": height, "scale": 1})
        path.write_bytes(base64.b64decode(shot["data"]))

    def end(self):
        try:
            self.session = None
            self.ask("Browser.close")
        except (OSError, EOFError, RuntimeError, TimeoutError):
            self.process.kill()
        os.close(self.commands[1])
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.answers[0])


wrong = []


def check(what, troubles):
    wrong.extend(f"{what}: {trouble}" for trouble in troubles)


def list_troubles(events, address):
    """Messages on the console, and whatever was asked for but the page itself."""
    for event in events:
        method, parameters = event.get("method"), event.get("params", {})
        if method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            yield json.dumps(parameters)
        if method == "Network.requestWillBeSent":
            url = parameters["request"]["url"]
            if url != address and not url.startswith("data:"):
                yield "asks for " + url


def check_data(browser):
    data = json.loads(browser.evaluate("document.getElementById('page-text').value"))

    def list_texts(node):
        if isinstance(node, str):
            yield node
        for part in node.values() if isinstance(node, dict) else node if isinstance(
                node, list) else ():
            yield from list_texts(part)
    texts = list(list_texts(data))
    check("raw data", [f"no {name}" for name in (SCRIPT, QUOTES) if name not in texts])
    check("raw data", [] if any("cut " in t and " wrong" in t for t in texts) else ["no third name"])


def check_page(browser, address, charts, pictures):
    check("events", list_troubles(browser.open(address), address))
    title = browser.evaluate("document.title")
    check("title", [] if title == "rle127-bench: benchmark report" else [title])
    check("names", browser.evaluate(
        "document.querySelectorAll('b, [onclick]').length ? ['became elements'] : []"))
    check("best cells", browser.evaluate(f"{BEST}({json.dumps(BEST_CELLS)})"))
    papers = {}
    for scheme in "light", "dark":
        for width in WIDTHS:
            browser.show(width, scheme)
            where = f"{scheme}, {width} px"
            if scheme == "light" or width == WIDTHS[0]:
                check(where, browser.evaluate(f"{CHARTS}({json.dumps(charts)})"))
                check(where, browser.evaluate(f"{LEGIBILITY}({LEAST_TEXT}, {width})"))
                check(where, browser.evaluate(TITLES))
            if pictures:
                browser.picture(pictures / f"{scheme}-{width}.png")
        found = browser.evaluate(f"{CONTRAST}({LEAST_CONTRAST})")
        papers[scheme] = found["paper"]
        check(scheme, found["wrong"])
        print(f"{scheme}: least contrast {found['worst']:.2f}")
    check("schemes", [] if papers["light"] > 0.8 and papers["dark"] < 0.1 else [papers])
    has_button = browser.evaluate("!document.getElementById('page-copy').hidden")
    check("copy", [] if has_button else ["there is no button"])
    said = browser.evaluate(COPY)
    check("copy", [] if said == "Copied" else [said])
    return browser.evaluate("document.getElementById('page-text').value[0]") == "{"


def check_without_scripts(browser, address, charts):
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    check("events without scripts", list_troubles(browser.open(address), address))
    check("without scripts", browser.evaluate(f"{CHARTS}({json.dumps(charts)})"))
    has_button = browser.evaluate("!document.getElementById('page-copy').hidden")
    check("without scripts", ["there is a button to copy"] if has_button else [])


def main():
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not program:
        print("skipped: no Chromium")
        return 77
    pictures = pathlib.Path(sys.argv[3]) if sys.argv[2:3] == ["--pictures"] else None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        page = pathlib.Path(work, "page.html")
        listed = subprocess.run([sys.argv[1], str(page)], check=True, capture_output=True,
                                text=True).stdout
        charts = {name: int(count) for name, count in map(str.split, listed.splitlines())}
        page.read_bytes().decode("utf-8")
        browser = Browser(program, os.path.join(work, "profile"))
        try:
            if check_page(browser, page.as_uri(), charts, pictures):
                check_data(browser)
            check_without_scripts(browser, page.as_uri(), charts)
        finally:
            browser.end()
    print("\n".join(wrong) or f"{len(charts)} charts, {sum(charts.values())} marks")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
