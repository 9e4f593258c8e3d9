# One image for web, worker, beat and migrations: docker-compose.yml says which command each runs.
FROM python:3.11.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt /app/
RUN /venv/bin/pip install --require-hashes --only-binary :all: -r /app/requirements.txt
COPY . /app
WORKDIR /app
# The embedded settings need nothing from the environment; compiled modules save time at every start.
RUN PORTAL_DATA=/tmp/build STATIC_ROOT=/app/collected /venv/bin/python manage.py collectstatic --noinput \
    && rm -rf /tmp/build
RUN /venv/bin/python -m compileall -q /app

FROM python:3.11.13-slim-bookworm
RUN useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /data
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    PORTAL_ENV=production \
    PORTAL_DATA=/data \
    STATIC_ROOT=/app/collected
WORKDIR /app
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "-c", "python:readiness_portal.gunicorn_conf", "readiness_portal.wsgi"]
