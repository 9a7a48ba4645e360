# 两条命令：make demo（看效果）、make test（全部检查）。需要 Python ≥ 3.11（带 venv）和 make，其余自动装进 .venv。
# 换一个 Python：make demo PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# -qq：只显示错误。构建不隔离，否则 hatchling 的版本不受 constraints.txt 约束。
PIP := $(PY) -m pip --disable-pip-version-check -qq install -c constraints.txt
DEMO := sample_data/亭湖区公共资源交易领域政府信息公开事项目录.xlsx

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-all lint samples bench clean

help: ## 列出可用的命令
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -e 's/:.*## /	/'

demo: $(VENV)/.runtime ## 核查示例目录（亭湖区），打印缺项报告
	@$(PY) -m pubaudit check $(DEMO) --fail-on never

test: lint ## 格式、规范、类型、引用方向、测试（不含慢的）
	@$(PY) -m pytest -n 2 -m "not slow"

test-all: lint ## 同上，另加慢的测试
	@$(PY) -m pytest -n 2

lint: $(VENV)/.dev ## 只做格式、规范、类型、引用方向检查
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

samples: $(VENV)/.runtime ## 由原文重新生成 sample_data/ 下的工作簿
	@OPENPYXL_LXML=False $(PY) sample_data/build.py sample_data

bench: $(VENV)/.runtime ## 启动与核查耗时，与同类工具成对比较
	@$(PY) bench/startup.py

clean: ## 删除 .venv 和缓存
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# 先问后装：缺什么、怎么补，用一句话说清。
$(VENV)/.python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo '未找到 $(PYTHON)。请先安装 Python 3.11 或更高版本（Debian/Ubuntu：sudo apt install python3 python3-venv），再重试。' >&2; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$("$(PYTHON)" --version 2>&1) 版本过低，需要 Python 3.11 或更高。已另装新版的，请指明，如：make demo PYTHON=python3.12" >&2; exit 2; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '$(PYTHON) 缺少 venv 模块，无法建立虚拟环境。请先安装（Debian/Ubuntu：sudo apt install python3-venv；或与所用版本同名的包，如 python3.12-venv），再重试。' >&2; exit 2; }
	@"$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.python pyproject.toml constraints.txt
	@echo '正在把 pubaudit 装进 $(VENV)（首次约一分钟）……' >&2
	@$(PIP) hatchling editables
	@$(PIP) --no-build-isolation -e .
	@$(PY) -m compileall -q pubaudit
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@echo '正在安装开发工具……' >&2
	@$(PIP) --no-build-isolation -e '.[dev]'
	@touch $@
