# Strå: `make run` starts everything here, `make test` runs what CI runs.
.POSIX:
.NOTPARALLEL:
.PHONY: help run run-telegram-local test test-redis lint texts model lock clean ready ready-dev

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
PIP_INSTALL = $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes

help:
	@echo "make run     start the chat, the desk and their store on this machine"
	@echo "make run-telegram-local  the same with a Telegram of this machine's own, and a page to type as its user"
	@echo "make test    run every check and test"
	@echo "make soak    kill processes at random for many seeds (SEEDS=1,2,3)"
	@echo "make bench   measure a turn through Telegram beside its peers"
	@echo "make rasa    train Rasa with our data and serve it on this machine (port 5005)"
	@echo "make bench-nlu  measure our understanding beside Rasa's (an hour)"
	@echo "make lint    format and style only"
	@echo "make texts   compile the texts of the three languages"
	@echo "make model   learn to understand from the training data (two minutes; again only when they change)"
	@echo "make lock    look for newer libraries (needs uv) and write the two lock files"
	@echo "make clean   remove what was built; what people wrote (var/) and the keys stay"

run: texts model
	@exec $(BIN)/python -m bot run --parent $$PPID

# Data and keys of its own: nobody who tries it out should meet, or mix up, what is real.
run-telegram-local: texts model
	@STRA_DATA=var/telegram-local/data STRA_KEY_FILE=var/telegram-local/secrets/stra.key \
	  exec $(BIN)/python -m integrations.sandbox.telegram --listen 127.0.0.1:8081 --token 42:TEST-local \
	  --run "$(BIN)/python -m bot run --parent {pid}"

# Many tests wait for time-outs and browsers: five hands keep two cores busy, and types are looked at meanwhile. What
# takes minutes is for `make soak`. Compiled once, our code need not be by each process that a test starts.
test: ready-dev texts model
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m compileall -q bot dialogs integrations nlu
	@$(BIN)/mypy & types=$$!; tests=0; \
	$(BIN)/python -m pytest -n 5 --dist loadfile --no-loadscope-reorder --durations=20 \
	  --ignore=tests/chaos/test_telegram.py tests || tests=$$?; \
	wait $$types || { echo "mypy found faults: they are told above."; exit 1; }; exit $$tests
	@$(MAKE) --no-print-directory test-redis

# The store promises to work on Redis 7.0 too (Debian's redis-server).
REDIS_SERVER = /usr/bin/redis-server

test-redis: ready-dev
	@if [ -x $(REDIS_SERVER) ]; then \
	  STRA_TEST_REDIS=$(REDIS_SERVER) $(BIN)/python -m pytest -q -n 4 --dist loadfile tests/bot/store; \
	elif [ "$$CI" = true ]; then \
	  echo "There is no $(REDIS_SERVER): install the package redis-server."; exit 1; \
	else \
	  echo "There is no $(REDIS_SERVER): the store was tested on Valkey only."; \
	fi

SEEDS = 1,2,3,4,5

soak: ready-dev texts model
	STRA_TEST_SEEDS=$(SEEDS) $(BIN)/python -m pytest tests/chaos

bench: ready-dev texts model
	$(BIN)/python -m bench.telegram

# Rasa lives in an environment of its own, with the Python and the libraries of its time. It is trained from the same
# data as ours, on one thread, tells nobody that it runs, and is reached from this machine only.
.PHONY: rasa rasa-model rasa-ready bench-nlu lock-rasa
RASA = .venv-rasa
RASA_PORT = 5005
RASA_THREADS = 1
RASA_EPOCHS = 100
RASA_RUN = env HOME=. RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=3 \
	OMP_NUM_THREADS=$(RASA_THREADS) TF_INTRA_OP_PARALLELISM_THREADS=$(RASA_THREADS) \
	TF_INTER_OP_PARALLELISM_THREADS=$(RASA_THREADS) bin/python -W ignore -m rasa

rasa: rasa-model
	@echo "Rasa answers at http://127.0.0.1:$(RASA_PORT) in half a minute."
	@cd $(RASA) && exec $(RASA_RUN) run --enable-api --model model/stra.tar.gz --interface 127.0.0.1 --port $(RASA_PORT)

# What was learnt from the same data before is taken over.
rasa-model: ready rasa-ready
	@rm -rf $(RASA)/input && mkdir -p $(RASA)/input
	@$(BIN)/python -m nlu.rasa $(RASA)/input
	@sed "s/epochs: 100/epochs: $(RASA_EPOCHS)/" deploy/rasa/config.yml >$(RASA)/input/config.yml
	@diff -r $(RASA)/input $(RASA)/model/input >/dev/null 2>&1 || { \
	  echo "Training Rasa (an hour; to try it out: make rasa RASA_EPOCHS=5) ..." && rm -rf $(RASA)/model && ( cd $(RASA) && $(RASA_RUN) train nlu \
	    --config input/config.yml --nlu input/data --domain input/domain.yml --out model --fixed-model-name stra ) && \
	  cp -R $(RASA)/input $(RASA)/model/; }

rasa-ready:
	@cmp -s deploy/rasa/requirements.lock $(RASA)/requirements.lock || { \
	  python=`PYTHON_RASA="$(PYTHON_RASA)" deploy/rasa/find-python` && \
	  echo "Installing Rasa into $(RASA) (once, 2.7 GB) ..." && rm -rf $(RASA) && "$$python" -m venv $(RASA) && \
	  $(RASA)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes \
	    -r deploy/rasa/requirements.lock && cp deploy/rasa/requirements.lock $(RASA)/; }

lock-rasa:
	uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --upgrade --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header deploy/rasa/requirements.in \
	  --output-file deploy/rasa/requirements.lock

bench-nlu: ready-dev rasa-ready
	$(BIN)/python -m bench.nlu

lint: ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo

texts: ready
	@$(BIN)/python -m dialogs.texts

# Only when the training data, or what learns from them, have changed.
model: ready
	@$(BIN)/python -m nlu train

# The environment holds exactly what a lock says: it is made anew when the content of the lock has changed, and its
# copy of the lock is written last, so that an interrupted installation does not count.
ready:
	@cmp -s requirements.lock $(VENV)/requirements.lock && $(BIN)/python -c "" || { \
	  $(MAKE) --no-print-directory fresh && $(PIP_INSTALL) -r requirements.lock && \
	  cp requirements.lock $(VENV)/; }

ready-dev: ready
	@cmp -s requirements-dev.lock $(VENV)/requirements-dev.lock || { \
	  $(PIP_INSTALL) -r requirements-dev.lock && cp requirements-dev.lock $(VENV)/; }

.PHONY: fresh
fresh:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Strå needs Python 3.11 or newer, and there is no $(PYTHON) here. Install it, then try again."; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
	  echo "Strå needs Python 3.11 or newer; $(PYTHON) here is `$(PYTHON) -V`."; \
	  echo "Name a newer one: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing the libraries into $(VENV) (once) ..."
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)

LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml

lock:
	$(LOCK) --extra dev --output-file requirements-dev.lock
	$(LOCK) --constraint requirements-dev.lock --output-file requirements.lock

clean:
	rm -rf $(VENV) $(RASA) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find bot dialogs nlu integrations tests bench -name __pycache__ -prune -exec rm -rf {} +
	find dialogs -name '*.mo' -delete
	rm -rf nlu/model
