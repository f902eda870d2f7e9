# `make` installs what is missing and builds the sample newsroom; `make test` runs the tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROGRAM := $(VENV)/.program
INSTALLED := $(VENV)/.installed
SYSTEM_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

.PHONY: all system program install build test test-postfix check verapdf format bench compare chromium editor catalogues clean studio-demo handbook pictures node explore pages release deb sbom first-minutes web-fonts try-deb try-container try-pipx try-wheel

# Asks for root only when a package is missing.
define install_missing
[ -z "$$missing" ] && exit 0; \
[ "$$(id -u)" = 0 ] || sudo=sudo; \
echo "installing $$missing"; \
$$sudo apt-get update -qq && \
$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing
endef

all: build

build: program
	$(BIN)/pressverk build

# The program alone, and all that its tests need too.
program: system $(PROGRAM)
install: program $(INSTALLED)

system:
	@missing=$$(for p in $(SYSTEM_PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || missing="$$missing python3-venv"; \
	$(install_missing)

$(PROGRAM): setup.cfg pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pressverk needs Python 3.11 or later: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --editable .
	touch $@

$(INSTALLED): $(PROGRAM)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

test: install chromium node
	$(BIN)/pytest -n auto

# Bundles what the studio runs in the browser; a test repeats that.
node:
	@missing=$$(command -v node >/dev/null || echo nodejs; command -v npm >/dev/null || echo npm); \
	$(install_missing)

# Delivers through a real mail server, which it fetches from Debian; needs root.
test-postfix: install
	PYTHONPATH=tests/support $(BIN)/python tests/postfix/deliver.py --install

# The studio as an office has it, on this machine: log in as anna, bo or cia.
studio-demo: install
	PYTHONPATH=tests/support $(BIN)/python -W ignore tests/support/studio_demo.py build/studio-demo

# Properties of whole documents, on many more of them than the tests try.
explore: install
	PRESSVERK_EXAMPLES=300 $(BIN)/pytest -n auto tests/pdf/tags/test_facts.py \
	  tests/pdf/tags/test_reading_properties.py tests/pdf/test_merge.py

check: install chromium node
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin src
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 src
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto

# A second validator judges the editions and every PDF that the tests of tags make; needs Java and
# Maven.
VERAPDF := build/verapdf
verapdf: build install $(VERAPDF)/libraries
	rm -rf $(VERAPDF)/kept $(VERAPDF)/spoiled
	PRESSVERK_KEEP_PDFS=$(CURDIR)/$(VERAPDF)/kept PYTHONPATH=tests/verapdf \
	  $(BIN)/pytest -n auto -p keep_pdfs tests/pdf/tags tests/pdf/test_typesetting.py
	$(BIN)/python tests/verapdf/second_opinion.py $(VERAPDF)/libraries output \
	  --kept $(VERAPDF)/kept --spoiled $(VERAPDF)/spoiled

$(VERAPDF)/libraries: tests/verapdf/pom.xml
	@missing=$$(command -v java >/dev/null || echo default-jre-headless; \
	  command -v mvn >/dev/null || echo maven); $(install_missing) || \
	  { echo "veraPDF needs Java and Maven: install $$missing, then run make verapdf again"; exit 1; }
	rm -rf $@
	mvn --batch-mode --quiet --file $< dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/$@.part
	mv $@.part $@

# What Pressverk is installed with, and under which licences (CycloneDX), in dist/.
SBOM := build/sbom
sbom:
	rm -rf $(SBOM)
	mkdir -p dist
	$(PYTHON) -m venv $(SBOM)/program
	$(PYTHON) -m venv $(SBOM)/tool
	$(SBOM)/program/bin/pip install --quiet --disable-pip-version-check .
	$(SBOM)/tool/bin/pip install --quiet --disable-pip-version-check 'cyclonedx-bom ~= 7.5'
	$(SBOM)/tool/bin/cyclonedx-py environment --output-reproducible \
	  --output-file dist/pressverk.cdx.json $(SBOM)/program

# The pictures of the handbook and of docs/, from the handbook's examples and the studio's screens.
pictures: install chromium
	PYTHONPATH=tests/support $(BIN)/python tests/support/handbook_pictures.py
	PYTHONPATH=tests/support $(BIN)/python tests/support/studio_pictures.py

# The Swedish handbook, as PDF and as a web page in docs/handbok/output.
handbook: program
	cd docs/handbok && $(CURDIR)/$(BIN)/pressverk build

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# `make bench ARGS=--quick` for fewer releases.
bench: install
	$(BIN)/python benchmarks/bench.py $(ARGS)

# How pages are filled and lines set, read from the sample newsroom's PDFs.
pages: build install
	$(BIN)/python benchmarks/pages.py

# The same document by other producers; Debian has Chromium. Writes the table in docs/accessibility.md.
compare: install chromium
	PYTHONPATH=tests/support $(BIN)/python benchmarks/compare/compare.py build/compare

# The tests of the studio lead a browser; so does the comparison with other producers.
chromium:
	@missing=$$({ command -v chromium || command -v chromium-browser || command -v google-chrome; } \
	  >/dev/null || echo chromium); \
	$(install_missing) || { echo "Chromium is needed: install it, then run make again"; exit 1; }

# After a change of texts: collects them, then translate the empty ones in the .po and run it again.
LOCALE := src/pressverk/locale
catalogues: install
	mkdir -p build
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ -k give -k list_of -k texts -k NN_:1,2 --no-location \
	  --omit-header --sort-output -o build/pressverk.pot .
	$(BIN)/pybabel -q update -i build/pressverk.pot -d $(LOCALE) -D pressverk --no-fuzzy-matching \
	  --ignore-obsolete --ignore-pot-creation-date
	sed -i -E '/^"(Report|POT|PO-|Last|Language-Team|Generated)/d' $(LOCALE)/*/LC_MESSAGES/*.po
	$(BIN)/pybabel -q compile -d $(LOCALE) -D pressverk

# What the studio runs in the browser, bundled anew from pinned packages; the bundle is committed.
EDITOR := src/pressverk/studio/editor
editor: node
	rm -rf build/editor
	mkdir -p build/editor
	cp -R $(EDITOR)/. build/editor
	cd build/editor && npm ci --silent && node build.mjs $(CURDIR)/src/pressverk/studio/static

# The fonts of the HTML version, when the shipped fonts or the letters have changed.
web-fonts: install
	$(BIN)/python packaging/web_fonts.py

clean:
	rm -rf build dist $(VENV) src/*.egg-info output/*

# The wheel, the source archive and the Debian package in dist/: equal byte for byte for one commit.
RELEASED = SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct)
release: program
	rm -rf dist
	packaging/release $(CURDIR)/dist

deb: program
	rm -rf build/wheel build/lib build/bdist.*
	$(RELEASED) $(BIN)/pip wheel --quiet --no-deps --wheel-dir build/wheel .
	$(RELEASED) packaging/debian/build build/wheel/*.whl dist

# What the README says, in a minimal Debian, and how long it takes; needs root and mmdebstrap.
first-minutes:
	tests/install/first_minutes trixie

# Installs and tries the Debian package in minimal Debians; needs root and mmdebstrap.
try-deb:
	tests/install/try_deb bookworm
	tests/install/try_deb trixie

# Installs the wheel with uv for each Python named: make try-wheel PYTHONS="python3.12 python3.13"
PYTHONS ?= $(PYTHON)
try-wheel:
	tests/install/try_wheel $(PYTHONS)

# Installs the wheel with pipx in minimal Debians; needs root and mmdebstrap.
try-pipx:
	tests/install/try_pipx bookworm
	tests/install/try_pipx trixie
	tests/install/try_pipx sid

# Builds and tries the Containerfile; needs root, mmdebstrap and buildah.
try-container:
	tests/install/try_container
