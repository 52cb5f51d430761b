# The image of web, worker, beat and the migration step; one image, so that they can never differ.
# Build arguments let a build inside a closed network use its own mirrors.

FROM python:3.12-slim-bookworm AS build
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends gcc libc6-dev libpq-dev \
    && rm -rf /var/lib/apt/lists/*
# The same order as `make setup`: locks first, so that a change of code does not install anything anew.
WORKDIR /app
COPY Makefile package.json package-lock.json .npmrc ./
COPY requirements requirements
COPY scripts scripts
ARG PIP_INDEX_URL
ARG NPM_CONFIG_REGISTRY
# The larger set brings Node for what browsers load; what the service does not need goes again.
RUN python3 -m scripts.setup run && python3 -m scripts.setup base && rm -rf node_modules
# psycopg2 from its source, linked to the system's own libpq and OpenSSL, in place of the wheel that brings its own.
RUN .venv/bin/python -m pip uninstall -q -y psycopg2-binary \
    && .venv/bin/python -m pip install -q --no-deps --no-binary psycopg2 --require-hashes -r requirements/image.txt
COPY . .
# Nothing secret is needed for that: for this machine alone the settings ask for no key.
RUN .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && .venv/bin/python -m compileall -q -x '/\.venv/' .

FROM python:3.12-slim-bookworm
# What PDFs and the connection to PostgreSQL need from the system, and nothing else.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/quota quota \
    && install -d -o quota -g quota /var/lib/quota/media /var/lib/quota/audit-heads /var/lib/quota/beat /var/lib/quota/fonts \
    && install -d -m 1777 /var/lib/quota/operations
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/var/lib/quota/fonts \
    FONTCONFIG_FILE=/app/.build/fonts/fonts.conf \
    MEDIA_ROOT=/var/lib/quota/media
USER quota
EXPOSE 8000
CMD ["gunicorn", "quota_admin.wsgi", "--config", "deploy/gunicorn.py"]
