# The work is in dev.py, which needs nothing but Python >= 3.11: without make, call `python3 dev.py run`.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run test check bench lock clean

help:  ## 列出命令
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run:  ## 建好环境，载入演示区，启动服务并打印地址和登录名（PORT=8000）
	@$(PYTHON) dev.py run

test:  ## 代码检查、类型、SQLite 与 PostgreSQL 上的全部测试、浏览器测试
	@$(PYTHON) dev.py test

check:  ## 其中快的部分：代码检查、类型、导入约定、规则与约定测试
	@$(PYTHON) dev.py check

bench:  ## 性能测量（benchmarks/）
	@$(PYTHON) dev.py bench

lock:  ## 更新锁定文件（pyproject.toml、package.json 改过之后）
	@$(PYTHON) dev.py lock

clean:  ## 删去环境，保留 instance/ 里的数据
	@rm -rf .venv .stamps node_modules static/vendor
	@find static -name "*.br" -delete -o -name "*.gz" -delete
